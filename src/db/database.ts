import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { config } from "../config.ts";
import type { RowInsert } from "./bulk.ts";
import { isPg } from "./dialect.ts";
import { currentUnit } from "./unit.ts";

/** What query code may use. Left out on purpose: dialect-specific `execute/all/run`, drizzle's own `transaction` and `query`. */
export type Db = Pick<
  PgDatabase<PgQueryResultHKT>,
  "select" | "selectDistinct" | "insert" | "update" | "delete" | "$count" | "with" | "$with"
>;

export interface Database {
  db: Db;
  transaction<T>(fn: () => Promise<T>): Promise<T>;
  /** All rows or none; whether each was written. */
  insertRows(insert: RowInsert, rows: unknown[][]): Promise<boolean[]>;
  /** Bare SQL outside tenants and transactions: migrations, checks, maintenance. */
  raw(sql: string, params?: unknown[]): Promise<unknown[][]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

let open: Database | undefined;

/** Opens the configured database once; migrations are the caller's next step. */
export async function openDatabase(): Promise<Database> {
  if (open) return open;
  const url = config().databaseUrl;
  open = isPg
    ? (await import("./postgres.ts")).openPostgres(url)
    : (await import("./sqlite.ts")).openSqlite(url);
  return open;
}

export async function closeDatabase(): Promise<void> {
  const closing = open;
  open = undefined;
  await closing?.close();
}

function opened(): Database {
  if (!open) throw new Error("the database is not open");
  return open;
}

/** Statements of the transaction around the caller; outside one, each write commits alone. */
export const db = (): Db => opened().db;

/** All of `fn` commits or rolls back as one; inside another transaction it is a savepoint. Await everything, no network. */
export const transaction = <T>(fn: () => Promise<T>): Promise<T> => opened().transaction(fn);

/** Runs once what the caller wrote is durable; at once when there is no transaction. Must not throw. */
export function afterCommit(run: () => void): void {
  const unit = currentUnit();
  if (unit) unit.afterCommit.push(run);
  else run();
}

/** Runs as the last part of the transaction around the caller, and commits or fails with it; in one of its own when there is none. */
export function beforeCommit(run: () => Promise<void>): Promise<void> {
  const unit = currentUnit();
  if (!unit) return transaction(run);
  unit.beforeEnd.push(run);
  return Promise.resolve();
}

export const raw = (sql: string, params?: unknown[]): Promise<unknown[][]> =>
  opened().raw(sql, params);
export const pingDatabase = (): Promise<void> => opened().ping();

export const insertRows = (insert: RowInsert, rows: unknown[][]): Promise<boolean[]> =>
  opened().insertRows(insert, rows);

/** A statement built once for each opened database; it runs in the transaction around the caller like any other. */
export function prepared<T>(build: (handle: Db) => T): () => T {
  let of: Database | undefined;
  let statement: T | undefined;
  return () => {
    const now = opened();
    if (of !== now || statement === undefined) {
      of = now;
      statement = build(now.db);
    }
    return statement;
  };
}
