import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { and, count, eq } from "drizzle-orm";
import pg from "pg";
import { users } from "../accounts/tables.ts";
import { config } from "../config.ts";
import { harness, type TestTenant } from "../test/harness.ts";
import { tenantTables } from "./columns.ts";
import { asSystem, asTenant, db, isPg, raw } from "./index.ts";

let mine: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  const { tenant, aTenant } = await harness();
  mine = tenant;
  theirs = await aTenant();
});

const reason = (error: unknown): string => {
  const deepest = error instanceof Error && error.cause ? error.cause : error;
  return deepest instanceof Error ? deepest.message : "no error";
};

async function refusal(work: () => PromiseLike<unknown>): Promise<string> {
  try {
    await asTenant(mine.id, () => work());
    return "nothing was refused";
  } catch (error) {
    return reason(error);
  }
}

describe("the tenant guard", () => {
  test("refuses a statement without a tenant", async () => {
    expect(await refusal(() => db().select().from(users))).toContain("not scoped");
    expect(
      await refusal(() =>
        db().update(users).set({ firstName: "x" }).where(eq(users.id, mine.owner.id)),
      ),
    ).toContain("not scoped");
    expect(await refusal(() => db().delete(users))).toContain("not scoped");
  });

  test("refuses to read or write for another tenant", async () => {
    const { id, ...row } = theirs.agent;
    const read = () => db().select().from(users).where(eq(users.tenantId, theirs.id));
    const write = () =>
      db().update(users).set({ firstName: "x" }).where(eq(users.tenantId, theirs.id));
    const add = () =>
      db()
        .insert(users)
        .values({ ...row, email: "other@example.com" });

    expect(await refusal(read)).toContain("another tenant");
    expect(await refusal(write)).toContain("another tenant");
    expect(await refusal(add)).toContain("another tenant");
    expect(id).not.toBe(mine.agent.id);
  });

  test("refuses everything when nobody said for whom", async () => {
    const work = async () => db().select().from(users).where(eq(users.tenantId, mine.id));

    expect(await work().catch(reason)).toContain("or for none");
  });

  test("lets the own tenant through, and the system everywhere", async () => {
    const own = await mine.within(async () =>
      db().select().from(users).where(eq(users.tenantId, mine.id)),
    );
    const [all] = await asSystem(async () => db().select({ n: count() }).from(users).where(and()));

    expect(own.map(({ id }) => id).toSorted()).toEqual([mine.owner.id, mine.agent.id].toSorted());
    expect(all?.n).toBeGreaterThanOrEqual(4);
  });
});

describe.skipIf(!isPg)("row-level security", () => {
  const role = `guard_${crypto.randomUUID().slice(0, 8)}`;
  let client: pg.Client;
  let isSuperuser: boolean;

  // A superuser sees everything, so the wall is tried as a plain role; one that connects as such is it already.
  beforeAll(async () => {
    client = new pg.Client({ connectionString: config().databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ rolsuper: boolean }>(
      "select rolsuper from pg_roles where rolname = current_user",
    );
    isSuperuser = rows[0]?.rolsuper === true;
    if (!isSuperuser) return;
    await client.query(`create role ${role} nologin nosuperuser nobypassrls`);
    await client.query(`grant usage on schema public to ${role}`);
    await client.query(
      `grant select, insert, update, delete on all tables in schema public to ${role}`,
    );
  });
  afterAll(async () => {
    if (isSuperuser) await client.query(`drop owned by ${role}; drop role ${role}`);
    await client.end();
  });

  /** Bare SQL past every scoping of the application, with only the tenant of the transaction set. */
  async function asPlainRole<T>(tenantId: string | null, work: () => Promise<T>): Promise<T> {
    await client.query(isSuperuser ? `begin; set local role ${role}` : "begin");
    try {
      if (tenantId !== null)
        await client.query("select set_config('app.tenant', $1, true)", [tenantId]);
      return await work();
    } finally {
      await client.query("rollback");
    }
  }
  const tenantsSeen = async (): Promise<string[]> => {
    const { rows } = await client.query<{ tenant_id: string }>(
      "select distinct tenant_id from users",
    );
    return rows.map(({ tenant_id }) => tenant_id);
  };

  test("stands on every tenant's table, also against their owner", async () => {
    const rows = await raw(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity",
    );

    expect(rows.map(([name]) => String(name)).toSorted()).toEqual([...tenantTables].toSorted());
  });

  test("hides other tenants' rows from a statement that forgot the tenant", async () => {
    expect(await asPlainRole(mine.id, tenantsSeen)).toEqual([mine.id]);
    expect(await asPlainRole(null, tenantsSeen)).toEqual([]);
  });

  test("changes nothing of another tenant and takes no row in its name", async () => {
    const changed = await asPlainRole(mine.id, async () => {
      const { rowCount } = await client.query(
        "update users set first_name = 'x' where tenant_id = $1",
        [theirs.id],
      );
      return rowCount;
    });
    const added = asPlainRole(mine.id, () =>
      client.query(
        "insert into audit_logs(tenant_id, id, action, created_at) values ($1, gen_random_uuid(), 'x', now())",
        [theirs.id],
      ),
    );

    expect(changed).toBe(0);
    expect(await added.catch((error: Error) => error.message)).toContain("row-level security");
  });
});
