import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { anEmptySchema } from "../test/postgres-schema.ts";
import {
  ADDRESS_OF_OWNER,
  aDataDir,
  installed,
  PASSWORD_OF_OWNER,
  program,
  serving,
} from "../test/program.ts";

const isPg = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;

describe.skipIf(!isPg)("an installation on Postgres", () => {
  test("is healthy, can be signed in to, and says when its database is away", async () => {
    const dataDir = aDataDir();
    const url = await anEmptySchema();

    const install = await installed(dataDir, url);
    const server = await serving(dataDir);
    const signedIn = await fetch(`${server.url}/api/v1/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: ADDRESS_OF_OWNER, password: PASSWORD_OF_OWNER }),
    });
    const stopped = await server.stop();
    const doctor = await program(["doctor", "--json", "--data", dataDir]);

    expect(install).toMatchObject({ code: 0, err: "" });
    expect(signedIn.status).toBe(200);
    expect(stopped).toBe(0);
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.out).healthy).toBe(true);

    const away = await program(["serve", "--data", dataDir], {
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/crm",
    });
    expect(away.code).toBe(4);
    expect(away.err).toContain("No PostgreSQL answers at 127.0.0.1:1");
  }, 60_000);

  test("may be repeated with the same owner, and refuses another one", async () => {
    const url = await anEmptySchema();
    await installed(aDataDir(), url);

    const same = await installed(aDataDir(), url);
    const other = await installed(aDataDir(), url, ["--admin-email", "thief@example.com"]);

    expect(same.code).toBe(0);
    expect(other.code).toBe(1);
    expect(other.err).toContain("has its owner already");
  }, 60_000);

  test("says what to do when the user may not create tables, and leaves nothing behind", async () => {
    const dataDir = aDataDir();

    const { code, err } = await installed(dataDir, await anEmptySchema({ mayCreate: false }));

    expect(code).toBe(1);
    expect(err).toContain("GRANT CREATE ON SCHEMA");
    expect(existsSync(join(dataDir, "config.json"))).toBe(false);
  }, 60_000);
});
