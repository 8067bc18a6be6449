import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { currentTenantId, transaction } from "../db/index.ts";
import { clock, moveClock } from "../lib/clock.ts";
import { harness } from "../test/harness.ts";
import { add, aKind, claim, gone, jobsOf, workers } from "../test/job-queue.ts";
import { until } from "../test/messaging.ts";
import type { Job } from "./queries.ts";
import { cancel } from "./service.ts";

let world: Awaited<ReturnType<typeof harness>>;
const { work, stopAll } = workers();
beforeAll(async () => {
  world = await harness();
});
afterEach(async () => {
  moveClock(0);
  await stopAll();
});

describe("enqueueing", () => {
  test("in a transaction that is rolled back leaves no job", async () => {
    const kind = aKind();

    const undone = transaction(async () => {
      await add(kind, {});
      throw new Error("undone");
    });
    await undone.catch(() => undefined);
    await transaction(() => add(kind, { payload: { kept: true } }));

    expect((await jobsOf(kind)).map(({ payload }) => payload)).toEqual([{ kept: true }]);
  });

  test("a key that waits keeps the first job; other kinds do not mind", async () => {
    const [kind, other] = [aKind(), aKind()];

    await add(kind, { uniqueKey: "a", payload: { n: 1 } }, { uniqueKey: "a" }, { uniqueKey: "b" });
    await add(kind, { uniqueKey: "a", payload: { n: 2 } });
    await add(other, { uniqueKey: "a" });

    const keys = (await jobsOf(kind)).map(
      ({ uniqueKey, payload }) => [uniqueKey, payload] as const,
    );
    expect(keys.length).toBe(2);
    expect(new Map(keys)).toEqual(
      new Map([
        ["a", { n: 1 }],
        ["b", { n: 2 }],
      ]),
    );
    expect((await jobsOf(other)).length).toBe(1);
  });

  test("a key that runs is run again afterwards, with the newer payload", async () => {
    const kind = aKind();
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    work({
      kind,
      run: async ({ payload }) => {
        ran.push(payload["n"]);
        if (ran.length === 1) await gate.promise;
      },
    });

    await add(kind, { uniqueKey: "a", payload: { n: 1 } });
    await until(async () => ran.length === 1);
    await add(kind, { uniqueKey: "a", payload: { n: 2 } });
    await Bun.sleep(100);
    const whileRunning = ran.length;
    gate.resolve();
    await until(() => gone(kind));

    expect([whileRunning, ran]).toEqual([1, [1, 2]]);
  });

  test("a waiting job can be taken back", async () => {
    const kind = aKind();
    await add(kind, { uniqueKey: "a" }, { uniqueKey: "b" });

    await cancel(kind, "a");

    expect((await jobsOf(kind)).map(({ uniqueKey }) => uniqueKey)).toEqual(["b"]);
  });

  test("wakes an idle worker at once, after the commit", async () => {
    const kind = aKind();
    let ranAt = 0;
    const waits: number[] = [];
    work({ kind, run: async () => void (ranAt = performance.now()) });

    // A worker that only looks once a second needs that second each time; a busy machine does not slow down all five.
    for (let n = 0; n < 5; n++) {
      await until(() => gone(kind));
      await Bun.sleep(50);
      ranAt = 0;
      const addedAt = performance.now();
      await transaction(() => add(kind, {}));
      await until(async () => ranAt > 0);
      waits.push(ranAt - addedAt);
    }

    expect(Math.min(...waits)).toBeLessThan(500);
  });
});

describe("running", () => {
  test("takes the lowest priority number first, then the oldest, never what is not due", async () => {
    const kind = aKind();
    const at = (ms: number) => new Date(clock.ms() + ms);
    await add(
      kind,
      { priority: 200, runAt: at(-9000) },
      { priority: 10, runAt: at(-1000) },
      { priority: 10, runAt: at(-5000) },
      { priority: 1, runAt: at(60_000) },
      { priority: 100, runAt: at(-8000) },
    );
    const order: unknown[] = [];

    work({ kind, concurrency: 1, run: async ({ payload }) => void order.push(payload["n"]) });
    await until(async () => order.length === 4);
    await Bun.sleep(50);

    expect(order).toEqual([2, 1, 4, 0]);
  });

  test("is one by one within a series, whatever order the rest takes", async () => {
    const kind = aKind();
    const order: unknown[] = [];
    let [inHand, most] = [0, 0];
    await add(kind, ...Array.from({ length: 6 }, () => ({ serialKey: "a" })), { serialKey: "b" });

    const run = async ({ payload, serialKey }: Job): Promise<void> => {
      if (serialKey !== "a") return;
      most = Math.max(most, ++inHand);
      await Bun.sleep(5);
      inHand--;
      order.push(payload["n"]);
    };
    work({ kind, run });
    work({ kind, run });
    await until(() => gone(kind));

    expect(most).toBe(1);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("the first of a series that has to wait holds the others up, but nothing more urgent", async () => {
    const kind = aKind();
    await add(
      kind,
      { serialKey: "a", runAt: new Date(clock.ms() + 60_000) },
      { serialKey: "a" },
      { serialKey: "a", priority: 10 },
      { serialKey: "b" },
    );

    const first = await claim(kind, "one");
    const whileRunning = await claim(kind, "two");

    expect(first.map(({ payload }) => payload["n"])).toEqual([2, 3]);
    expect(whileRunning).toEqual([]);
  });

  test("happens in the owner's scope", async () => {
    const kind = aKind();
    const scopes: string[] = [];
    await add(kind, { ownerId: world.tenant.id });

    work({ kind, run: async () => void scopes.push(currentTenantId()) });
    await until(() => gone(kind));

    expect(scopes).toEqual([world.tenant.id]);
  });

  test("is retried with growing waits, then stays dead and visible to the platform owner", async () => {
    const kind = aKind();
    let runs = 0;
    await add(kind, { maxAttempts: 3, ownerId: world.tenant.id, payload: { secret: "x" } });
    work({
      kind,
      run: async () => {
        runs++;
        throw new Error("the printer is on fire");
      },
    });

    const waits: number[] = [];
    let before = clock.ms();
    for (const attempt of [1, 2]) {
      const [job] = await until(async () => {
        const found = await jobsOf(kind);
        return found[0]?.attempts === attempt && found;
      });
      waits.push(Number(job?.runAt) - before);
      moveClock(attempt * 10_000);
      before = clock.ms();
    }
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });

    expect(runs).toBe(3);
    expect(waits[0]).toBeGreaterThanOrEqual(800);
    expect(waits[1]).toBeGreaterThanOrEqual(1600);
    const list = await world.as("admin").get(`/admin/jobs?kind=${kind}`);
    expect(list.body.pagination.total).toBe(1);
    expect(list.body.data[0]).toMatchObject({
      id: dead?.id,
      tenantId: world.tenant.id,
      state: "dead",
      attempts: 3,
      lastError: "Error: the printer is on fire",
    });
    expect(JSON.stringify(list.body)).not.toContain("secret");
  });

  test("a dead job runs again when the platform owner says so", async () => {
    const kind = aKind();
    let isBroken = true;
    await add(kind, { maxAttempts: 1, uniqueKey: "k" });
    work({
      kind,
      run: async () => {
        if (isBroken) throw new Error("broken");
      },
    });
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });
    isBroken = false;
    const path = `/admin/jobs/${dead?.id}/retry`;

    const byOwner = await world.as("user").post(path);
    const retried = await world.as("admin").post(path);
    await until(async () => (await gone(kind)) && (await jobsOf(kind, "dead")).length === 0);
    const again = await world.as("admin").post(path);

    expect([byOwner.status, retried.status, again.status]).toEqual([403, 200, 404]);
  });

  test("a dead job is not revived beside a living one of its key", async () => {
    const kind = aKind();
    await add(kind, { maxAttempts: 1, uniqueKey: "k" });
    work({ kind, run: () => Promise.reject(new Error("broken")) });
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });
    await add(kind, { uniqueKey: "k", runAt: new Date(clock.ms() + 60_000) });

    const refused = await world.as("admin").post(`/admin/jobs/${dead?.id}/retry`);

    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe("JOB_ALREADY_WAITING");
  });
});
