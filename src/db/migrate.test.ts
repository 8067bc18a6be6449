import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { config } from "../config.ts";
import { isPg } from "./dialect.ts";
import { knownMigrations } from "./migrate.ts";
import { connectSqlite } from "./sqlite-connection.ts";

const dir = mkdtempSync(join(tmpdir(), "whatscrm-migrate-"));
const made: string[] = [];

afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  if (isPg) for (const name of made) await onServer(`drop database if exists ${name} with (force)`);
});

const onServer = (sql: string): Promise<void> => execute(config().databaseUrl, sql);

async function execute(url: string, sql: string): Promise<void> {
  if (!isPg) {
    const connection = connectSqlite(url.slice("file:".length));
    connection.exec(sql);
    connection.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function emptyDatabase(): Promise<string> {
  const name = `migrate_${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  if (!isPg) return `file:${join(dir, name)}`;
  await onServer(`create database ${name}`);
  made.push(name);
  const url = new URL(config().databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const program = `
  import { DatabaseNewer, migrate } from ${JSON.stringify(join(import.meta.dir, "migrate.ts"))};
  try {
    console.log(JSON.stringify({ applied: await migrate() }));
  } catch (error) {
    console.log(JSON.stringify({ newer: error instanceof DatabaseNewer, message: error.message }));
  }`;

/** In a process of its own, as a start of the server would. */
async function migrateOn(databaseUrl: string): Promise<unknown> {
  const child = Bun.spawn([process.execPath, "-e", program], {
    env: { ...process.env, DATABASE_URL: databaseUrl, WHATSCRM_DATA: dir },
    stdout: "pipe",
    stderr: "inherit",
  });
  return JSON.parse(await new Response(child.stdout).text());
}

describe("migrating", () => {
  test("brings an empty database up, and finds nothing to do the second time", async () => {
    const url = await emptyDatabase();

    expect(await migrateOn(url)).toEqual({ applied: [...knownMigrations()] });
    expect(await migrateOn(url)).toEqual({ applied: [] });
  }, 120_000);

  test("is done once by several processes that start at the same moment", async () => {
    const url = await emptyDatabase();

    const results = await Promise.all([
      migrateOn(url),
      migrateOn(url),
      migrateOn(url),
      migrateOn(url),
    ]);

    const nothing = results.filter((result) => Bun.deepEquals(result, { applied: [] }));
    expect(nothing.length).toBe(3);
    expect(results).toContainEqual({ applied: [...knownMigrations()] });
  }, 120_000);

  test("refuses a database of a later release and leaves it as it is", async () => {
    const url = await emptyDatabase();
    await migrateOn(url);
    const at = isPg ? "now()" : "0";
    await execute(
      url,
      `insert into schema_migrations values (${knownMigrations().length}, '9999_later', 'x', ${at})`,
    );

    expect(await migrateOn(url)).toMatchObject({ newer: true });
    expect(await migrateOn(url)).toMatchObject({ newer: true });
  }, 120_000);

  test("refuses a database whose migrations were tampered with", async () => {
    const url = await emptyDatabase();
    await migrateOn(url);
    await execute(url, "update schema_migrations set hash = 'other'");

    expect(await migrateOn(url)).toMatchObject({
      newer: false,
      message: expect.stringContaining("was changed after"),
    });
  }, 120_000);
});
