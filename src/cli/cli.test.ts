import { describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  ADDRESS_OF_OWNER,
  aDataDir,
  freePort,
  installed,
  PASSWORD_OF_OWNER,
  program,
  serving,
} from "../test/program.ts";

describe("the command line", () => {
  test("answers 0 and the version", async () => {
    const { code, out } = await program(["version", "--json", "--data", aDataDir()]);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty("version");
  });

  test.each([
    ["an unknown command", ["backup"], "there is no command backup"],
    ["an unknown option", ["serve", "--colour"], "--colour"],
    ["a port that is none", ["serve", "--port", "many"], "not a port number"],
    ["an option of another command", ["serve", "--timezone", "UTC"], "--timezone"],
    ["a word too many", ["migrate", "now"], "takes no now"],
    ["missing answers", ["install", "--url", "http://localhost"], "missing --site-name"],
  ])("answers 2 and what was wrong to %s", async (_what, args, sentence) => {
    const { code, err } = await program([...args, "--data", aDataDir()]);

    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test.each([["doctor"], ["migrate"], ["user reset-password a@example.com"]])(
    "answers 3 to %s before installation",
    async (command) => {
      const { code, err } = await program([...command.split(" "), "--data", aDataDir()]);

      expect(code).toBe(3);
      expect(err).toContain("not installed");
    },
  );

  test("answers 1 and what to do when the port is taken", async () => {
    const taken = Bun.serve({
      port: freePort(),
      hostname: "127.0.0.1",
      fetch: () => new Response(),
    });
    const args = [
      "serve",
      "--port",
      String(taken.port),
      "--host",
      "127.0.0.1",
      "--data",
      aDataDir(),
    ];

    const { code, err } = await program(args);
    await taken.stop(true);

    expect(code).toBe(1);
    expect(err).toContain("is taken by another program");
    expect(err).toContain("--port");
  });
});

describe("an installation from the command line", () => {
  test("can be signed in to, is found healthy, and stops with 0", async () => {
    const dataDir = aDataDir();

    const install = await installed(dataDir);
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
    expect(await signedIn.json()).toMatchObject({ data: { user: { role: "admin" } } });
    expect(stopped).toBe(0);
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.out).healthy).toBe(true);
  }, 120_000);

  test("keeps its files to itself and writes down where it is reached", async () => {
    const dataDir = aDataDir();

    await installed(dataDir);

    const config = JSON.parse(readFileSync(join(dataDir, "config.json"), "utf8"));
    expect(config).toMatchObject({ appUrl: "https://crm.example.com" });
    for (const file of ["config.json", "keys/master.key"])
      expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
  }, 120_000);

  test("is refused a second time", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);

    const again = await installed(dataDir);

    expect(again.code).toBe(1);
    expect(again.err).toContain("installed already");
  }, 120_000);

  test("goes on where a crash stopped it, without a second owner", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);
    // The config file is written last: without it everything before may have happened.
    rmSync(join(dataDir, "config.json"));

    const again = await installed(dataDir);

    const database = new Database(join(dataDir, "whatscrm.sqlite"), { readonly: true });
    const counts = database
      .query(
        "select (select count(*) from users) as owners, (select count(*) from tenants) as tenants",
      )
      .all();
    database.close();
    expect(again.code).toBe(0);
    expect(counts).toEqual([{ owners: 1, tenants: 1 }]);
  }, 120_000);

  test("refuses demo data and a wrong time zone in words", async () => {
    const demo = await installed(aDataDir(), "sqlite", ["--demo"]);
    const zone = await installed(aDataDir(), "sqlite", ["--timezone", "Mars/Olympus"]);

    expect([demo.code, zone.code]).toEqual([2, 2]);
    expect(demo.err).toContain("--demo");
    expect(zone.err).toContain("--timezone: a time zone like");
  }, 120_000);

  test("says why a database cannot be used and leaves nothing behind", async () => {
    const dataDir = aDataDir();

    const refused = await installed(dataDir, `postgres://nobody@127.0.0.1:${freePort()}/crm`);

    expect(refused.code).toBe(1);
    expect(refused.err).toContain("refused");
    expect(existsSync(join(dataDir, "config.json"))).toBe(false);
  }, 120_000);
});

describe("an installation whose database changed", () => {
  test("answers 4 when it is of a later release", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);
    const database = new Database(join(dataDir, "whatscrm.sqlite"));
    const columns = database
      .query<{ name: string }, []>("select name from pragma_table_info('schema_migrations')")
      .all()
      .map(({ name }) => name);
    expect(columns).toContain("tag");
    database.run(
      `insert into schema_migrations select ${columns.map((name) => (name === "tag" ? "'9999_later'" : name === "n" ? "n + 1000" : name)).join(", ")} from schema_migrations limit 1`,
    );
    database.close();

    const { code, err } = await program(["serve", "--data", dataDir, "--port", String(freePort())]);

    expect(code).toBe(4);
    expect(err).toContain("later");
  }, 120_000);

  test("answers 4 when it is gone, and makes no new one", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);
    for (const end of ["", "-wal", "-shm"])
      rmSync(join(dataDir, `whatscrm.sqlite${end}`), { force: true });

    const { code, err } = await program(["serve", "--data", dataDir, "--port", String(freePort())]);

    expect(code).toBe(4);
    expect(err).toContain("empty");
    expect(existsSync(join(dataDir, "whatscrm.sqlite"))).toBe(false);
  }, 120_000);

  test("gives a way back in to whoever lost the password", async () => {
    const dataDir = aDataDir();
    await installed(dataDir);

    const known = await program(["user", "reset-password", ADDRESS_OF_OWNER, "--data", dataDir]);
    const unknown = await program(["user", "reset-password", "x@example.com", "--data", dataDir]);

    expect(known.code).toBe(0);
    expect(known.out).toContain("https://crm.example.com/");
    expect(unknown.code).toBe(1);
  }, 120_000);
});
