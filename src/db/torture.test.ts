import { beforeAll, describe, expect, test } from "bun:test";
import { count, eq, like, sql } from "drizzle-orm";
import { tenants } from "../accounts/tables.ts";
import { harness } from "../test/harness.ts";
import { newId } from "./columns.ts";
import {
  afterCommit,
  asTenant,
  currentTenantId,
  db,
  isDuplicate,
  isPg,
  outsideTransaction,
  raw,
  transaction,
} from "./index.ts";

const UNITS = 600;
const run = crypto.randomUUID().slice(0, 8);

beforeAll(async () => {
  await harness();
});

let seed = 1;
const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
const pause = (): Promise<void> => {
  const dice = random();
  if (dice < 0.5) return Promise.resolve();
  if (dice < 0.8) return new Promise((resume) => setImmediate(resume));
  return Bun.sleep(random() * 3);
};
const insert = async (name: string): Promise<void> => {
  await db()
    .insert(tenants)
    .values({ name: `${run} ${name}`, branding: {}, settings: {} });
};
async function rows(prefix: string): Promise<number> {
  const [row] = await db()
    .select({ n: count() })
    .from(tenants)
    .where(like(tenants.name, `${run} ${prefix}%`));
  return row?.n ?? -1;
}
class Boom extends Error {}
const boomOnly = (error: unknown): void => {
  if (!(error instanceof Boom)) throw error;
};

interface Tally {
  expected: Map<string, number>;
  wrongReads: number;
  wrongScopes: number;
  told: Map<string, number>;
}

/** Two rows in nested savepoints, or none. */
async function nest(name: string, fails: boolean): Promise<number> {
  try {
    await transaction(async () => {
      await insert(`${name}`);
      await pause();
      await transaction(() => insert(`${name}-deep`));
      if (fails) throw new Boom();
    });
    return 2;
  } catch (error) {
    boomOnly(error);
    return 0;
  }
}

async function work(tag: string, tenantId: string, tally: Tally): Promise<number> {
  const [most, nested, siblings, nestFails] = [
    1 + Math.floor(random() * 6),
    random() < 0.3,
    random() < 0.2,
    random() < 0.5,
  ];
  const [fails, duplicates] = [random() < 0.35, random() < 0.1];
  let written = 0;
  for (let i = 0; i < most; i++) {
    await insert(`${tag}${i}`);
    written++;
    if (random() < 0.6) await pause();
    if (currentTenantId() !== tenantId) tally.wrongScopes++;
  }
  if ((await rows(tag)) !== written) tally.wrongReads++;
  if (nested) written += await nest(`${tag}n`, nestFails);
  if (siblings) {
    const between = pause().then(() => insert(`${tag}between`));
    const [a, b] = await Promise.all([
      nest(`${tag}a`, nestFails),
      nest(`${tag}b`, !nestFails),
      between,
    ]);
    written += a + b + 1;
  }
  afterCommit(() => void tally.told.set(tag, (tally.told.get(tag) ?? 0) + 1));
  if (duplicates) await insertDuplicate();
  if (fails) throw new Boom();
  return written;
}

async function insertDuplicate(): Promise<void> {
  const [any] = await db().select({ id: tenants.id }).from(tenants).limit(1);
  await db()
    .insert(tenants)
    .values({ id: any?.id ?? "", name: "duplicate", branding: {}, settings: {} });
}

async function unit(i: number, tally: Tally): Promise<void> {
  const tag = `unit${i}-`;
  const tenantId = newId();
  try {
    const written = await asTenant(tenantId, () => transaction(() => work(tag, tenantId, tally)));
    tally.expected.set(tag, written);
    if ((await rows(tag)) !== written) tally.wrongReads++;
  } catch (error) {
    if (!(error instanceof Boom) && !isDuplicate(error)) throw error;
    tally.expected.set(tag, 0);
  }
}

async function single(i: number, tally: Tally): Promise<void> {
  await pause();
  await insert(`single${i}.`);
  if ((await rows(`single${i}.`)) !== 1) tally.wrongReads++;
}

describe("transactions under load", () => {
  test("keep their own rows, all or none, and let no foreign write join or vanish", async () => {
    const tally: Tally = { expected: new Map(), wrongReads: 0, wrongScopes: 0, told: new Map() };

    await Promise.all(
      Array.from({ length: UNITS }, (_, i) => [unit(i, tally), single(i, tally)]).flat(),
    );

    const wrong: string[] = [];
    for (const [tag, expected] of tally.expected) {
      const found = await rows(tag);
      if (found !== expected) wrong.push(`${tag} expected ${expected} found ${found}`);
      if ((tally.told.get(tag) ?? 0) !== (expected > 0 ? 1 : 0)) wrong.push(`${tag} afterCommit`);
    }
    expect(wrong).toEqual([]);
    expect(await rows("single")).toBe(UNITS);
    expect([tally.wrongReads, tally.wrongScopes]).toEqual([0, 0]);
    const rolledBack = [...tally.expected.values()].filter((n) => n === 0).length;
    expect(rolledBack).toBeGreaterThan(UNITS / 5);
    expect(rolledBack).toBeLessThan(UNITS / 2);
  }, 120_000);
});

describe("a transaction", () => {
  test("is not seen before it commits, nor are its rows after it rolled back", async () => {
    let seen = -1;
    const failing = transaction(async () => {
      await insert("isolated");
      seen = await outsideTransaction(() => rows("isolated"));
      throw new Boom();
    });

    await failing.catch(boomOnly);

    expect([seen, await rows("isolated")]).toEqual([0, 0]);
  });

  test("does not take along what was written outside of it when it rolls back", async () => {
    const failing = transaction(async () => {
      await insert("inside");
      void outsideTransaction(() => insert("outside"));
      await Bun.sleep(20);
      throw new Boom();
    });

    await failing.catch(boomOnly);
    for (let i = 0; i < 1000 && (await rows("outside")) === 0; i++) await Bun.sleep(10);

    expect([await rows("inside"), await rows("outside")]).toEqual([0, 1]);
  });

  test("refuses a statement that comes after its end", async () => {
    let late: () => Promise<void> = () => Promise.resolve();
    await transaction(async () => {
      const inside = new (await import("node:async_hooks")).AsyncResource("late");
      late = () => inside.runInAsyncScope(() => insert("late"));
    });

    const error = await late().catch((e: unknown) => e);

    expect(String(error instanceof Error && error.cause ? error.cause : error)).toContain(
      "transaction is over",
    );
    expect(await rows("late")).toBe(0);
  });

  test("goes on after a caught failure in a nested one", async () => {
    await transaction(async () => {
      await insert("kept-before");
      await transaction(async () => {
        await insert("lost");
        await insertDuplicate();
      }).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      await insert("kept-after");
    });

    expect([await rows("kept-"), await rows("lost")]).toEqual([2, 0]);
  });

  test.skipIf(!isPg)(
    "fails alone when its connection is lost, and the process lives on",
    async () => {
      const failing = transaction(async () => {
        await insert("cut-off");
        const [row] = await db()
          .select({ pid: sql<number>`pg_backend_pid()` })
          .from(tenants)
          .limit(1);
        await outsideTransaction(() => raw("select pg_terminate_backend($1)", [row?.pid]));
        await Bun.sleep(50);
        await insert("cut-off");
      });

      expect(await failing.catch(() => "failed")).toBe("failed");
      expect(await rows("cut-off")).toBe(0);
    },
  );

  test("reads its own writes", async () => {
    const name = `${run} own`;
    const found = await transaction(async () => {
      await insert("own");
      return db().select({ name: tenants.name }).from(tenants).where(eq(tenants.name, name));
    });

    expect(found).toEqual([{ name }]);
  });
});
