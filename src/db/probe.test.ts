import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { BOOL, fakePostgres, TEXT, TEXTS } from "../test/fake-postgres.ts";
import { freePort } from "../test/program.ts";
import { probeDatabase } from "./probe.ts";

const aFile = (name = "crm.sqlite"): string =>
  join(mkdtempSync(join(tmpdir(), "whatscrm-probe-")), name);

const FACTS = {
  number: "170002",
  version: "17.2 (Debian 17.2-1)",
  encoding: "UTF8",
  may_create: "t",
  superuser: "f",
  tables: null,
};

/** A server that says of itself what a test wants. */
const aServer = (facts: { [K in keyof typeof FACTS]?: string | null } = {}) => {
  const told = { ...FACTS, ...facts };
  return fakePostgres([
    ["number", TEXT, told.number],
    ["version", TEXT, told.version],
    ["encoding", TEXT, told.encoding],
    ["may_create", BOOL, told.may_create],
    ["superuser", BOOL, told.superuser],
    ["tables", TEXTS, told.tables],
  ]);
};

describe("trying a SQLite file", () => {
  test("that is not there yet: nothing is made", async () => {
    const path = aFile();

    expect(await probeDatabase(`file:${path}`)).toMatchObject({ ok: true, contents: "empty" });
    expect(existsSync(path)).toBe(false);
  });

  test("of another application", async () => {
    const path = aFile();
    const database = new Database(path, { create: true });
    database.run("create table wp_posts (id integer)");
    database.close();

    expect(await probeDatabase(`file:${path}`)).toMatchObject({ ok: false, code: "not_empty" });
  });

  test("that is no database", async () => {
    const path = aFile();
    writeFileSync(path, "a shopping list ".repeat(100));

    expect(await probeDatabase(`file:${path}`)).toMatchObject({ ok: false, code: "other" });
  });
});

describe("trying a Postgres server", () => {
  test("that is fine: its version, and that it is empty", async () => {
    const server = aServer();

    expect(await probeDatabase(server.url)).toEqual({
      ok: true,
      kind: "postgres",
      version: "17.2",
      contents: "empty",
      isSuperuser: false,
    });
    server.stop();
  });

  test.each([
    ["too old", { number: "130012", version: "13.12" }, "too_old", "version 14 or later"],
    ["in another encoding", { encoding: "LATIN1" }, "wrong_encoding", "--encoding UTF8"],
    ["without the right to make tables", { may_create: "f" }, "no_rights", "GRANT CREATE"],
    ["used by another application", { tables: "{wp_posts}" }, "not_empty", "another application"],
  ])("that is %s", async (_what, facts, code, sentence) => {
    const server = aServer(facts);

    const result = await probeDatabase(server.url);
    server.stop();

    expect(result).toMatchObject({ ok: false, code });
    expect(JSON.stringify(result)).toContain(sentence);
  });

  test("that holds our own tables", async () => {
    const server = aServer({ tables: "{schema_migrations,tenants,users}" });

    expect(await probeDatabase(server.url)).toMatchObject({ ok: true, contents: "ours" });
    server.stop();
  });

  test.each([
    ["28P01", "wrong_password", "refuses the user crm"],
    ["3D000", "no_such_database", "createdb crm"],
    ["42501", "no_rights", "may not use the database crm"],
  ])("that refuses with %s", async (state, code, sentence) => {
    const server = fakePostgres({ refuses: state });

    const result = await probeDatabase(server.url);
    server.stop();

    expect(result).toMatchObject({ ok: false, code });
    expect(JSON.stringify(result)).toContain(sentence);
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  test("that does not run", async () => {
    const port = freePort();

    expect(await probeDatabase(`postgres://crm:secret@127.0.0.1:${port}/crm`)).toMatchObject({
      ok: false,
      code: "refused",
    });
  });

  test.each(["mysql://localhost/crm", "postgres://", "crm"])(
    "at %s, which is no address",
    async (url) => {
      expect(await probeDatabase(url)).toMatchObject({ ok: false, code: "bad_url" });
    },
  );
});

const real = process.env["DATABASE_URL"];
if (real?.startsWith("postgres"))
  describe("trying the real Postgres server of this run", () => {
    const query = async (sql: string): Promise<void> => {
      const client = new pg.Client({ connectionString: real });
      await client.connect();
      await client.query(sql);
      await client.end();
    };
    const within = (schema: string): string => {
      const url = new URL(real);
      url.searchParams.set("options", `-c search_path=${schema}`);
      return url.href;
    };

    test("an empty schema, one without rights, a wrong password, a missing database", async () => {
      const schema = `probe_${crypto.randomUUID().slice(0, 8)}`;
      await query(`create schema ${schema}`);
      const wrongPassword = new URL(real);
      wrongPassword.password = "wrong";
      const missing = new URL(real);
      missing.pathname = "/no_such_database";

      expect(await probeDatabase(within(schema))).toMatchObject({
        ok: true,
        contents: "empty",
        isSuperuser: false,
      });
      await query(`revoke create on schema ${schema} from current_user`);
      expect(await probeDatabase(within(schema))).toMatchObject({ code: "no_rights" });
      await query(`drop schema ${schema}`);
      expect(await probeDatabase(wrongPassword.href)).toMatchObject({ code: "wrong_password" });
      expect(await probeDatabase(missing.href)).toMatchObject({ code: "no_such_database" });
    });
  });
