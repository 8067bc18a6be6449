import { createHash } from "node:crypto";
import pg from "pg";
import { config } from "../config.ts";
import * as embedded from "../../migrations/index.ts";
import { tenantTables } from "./columns.ts";
import { isPg } from "./dialect.ts";
import "./schema.ts";
import { connectSqlite } from "./sqlite-connection.ts";
import { sqlitePath } from "./sqlite.ts";

/** The database was written by a later release; exit code 4. */
export class DatabaseNewer extends Error {}

interface Applied {
  tag: string;
  hash: string;
}
interface Pending extends Applied {
  n: number;
  statements: string[];
}

const ADVISORY_LOCK = 727_001_001;

/** Brings the configured database to this release's schema; returns the tags applied. Safe from several processes at once. */
export const migrate = (): Promise<string[]> =>
  isPg
    ? migratePostgres(config().databaseUrl)
    : Promise.resolve(migrateSqlite(config().databaseUrl));

/** Migrations the database still lacks, without touching it otherwise. */
export const knownMigrations = (): readonly string[] =>
  (isPg ? embedded.postgres : embedded.sqlite).map(({ tag }) => tag);

function pending(all: readonly embedded.Migration[], done: Applied[]): Pending[] {
  const hashed = all.map(({ tag, sql }, n) => ({
    n,
    tag,
    hash: createHash("sha256").update(sql).digest("hex").slice(0, 16),
    statements: sql
      .split("--> statement-breakpoint")
      .map((statement) => statement.trim())
      .filter((statement) => statement !== "" && !/^pragma\s+foreign_keys/i.test(statement)),
  }));
  for (const [i, { tag, hash }] of done.entries()) {
    const known = hashed[i];
    if (!known)
      throw new DatabaseNewer(`the database is newer than this program: it has migration ${tag}`);
    if (known.tag !== tag || known.hash !== hash)
      throw new Error(`migration ${tag} was changed after it was applied`);
  }
  return hashed.slice(done.length);
}

/** One transaction under a lock that dies with it; works behind a transaction-mode pooler too. */
async function migratePostgres(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    await client.query(
      "create table if not exists schema_migrations (n integer primary key, tag text not null, hash text not null, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<Applied>(
      "select tag, hash from schema_migrations order by n",
    );
    const todo = pending(embedded.postgres, rows);
    for (const { n, tag, hash, statements } of todo) {
      for (const statement of statements) await client.query(statement);
      await client.query("insert into schema_migrations(n, tag, hash) values ($1, $2, $3)", [
        n,
        tag,
        hash,
      ]);
    }
    if (todo.length > 0) for (const statement of rowSecurity()) await client.query(statement);
    await client.query("commit");
    return todo.map(({ tag }) => tag);
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

/** Second wall: on every tenant's table, also against the owner of the tables. Derived, so no table can be forgotten. */
function rowSecurity(): string[] {
  const visible = `tenant_id = nullif(current_setting('app.tenant', true), '')::uuid or current_setting('app.system', true) = 'on'`;
  return [...tenantTables].flatMap((name) => [
    `alter table "${name}" enable row level security`,
    `alter table "${name}" force row level security`,
    `drop policy if exists tenant_wall on "${name}"`,
    `create policy tenant_wall on "${name}" using (${visible}) with check (${visible})`,
  ]);
}

/** Foreign keys go off before the transaction: inside it the pragma does nothing and a table rebuild would cascade. */
function migrateSqlite(url: string): string[] {
  const connection = connectSqlite(sqlitePath(url));
  connection.exec("pragma foreign_keys = off");
  try {
    connection.exec("begin immediate");
    connection.exec(
      "create table if not exists schema_migrations (n integer primary key, tag text not null, hash text not null, applied_at integer not null)",
    );
    const done = connection
      .rows("select tag, hash from schema_migrations order by n", [])
      .map(([tag, hash]) => ({ tag: String(tag), hash: String(hash) }));
    const todo = pending(embedded.sqlite, done);
    for (const { n, tag, hash, statements } of todo) {
      for (const statement of statements) connection.exec(statement);
      connection.run("insert into schema_migrations values (?, ?, ?, ?)", [
        n,
        tag,
        hash,
        Date.now(),
      ]);
    }
    const broken = connection.rows("pragma foreign_key_check", []);
    if (broken.length > 0)
      throw new Error(`foreign keys broken by a migration: ${JSON.stringify(broken.slice(0, 5))}`);
    connection.exec("commit");
    return todo.map(({ tag }) => tag);
  } catch (error) {
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  } finally {
    connection.close();
  }
}
