import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Database, type SQLQueryBindings, type Statement } from "bun:sqlite";

/** The five things the rest needs of a SQLite driver; another driver is another file with this shape. */
export interface SqliteConnection {
  /** Rows as arrays, in the order of the select list. */
  rows(sql: string, params: readonly unknown[]): unknown[][];
  run(sql: string, params: readonly unknown[]): { changes: number };
  exec(sql: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

const MAX_STATEMENTS = 500;
/** Of transactions: few, and so frequent that reading them anew would cost. */
const CONTROL = /^(begin|commit|rollback|savepoint|release)\b/;

export function connectSqlite(path: string, { readonly = false } = {}): SqliteConnection {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path, { create: true, readwrite: true });
  const statements = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) {
      statements.delete(sql);
      statements.set(sql, known);
      return known;
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    if (statements.size > MAX_STATEMENTS) {
      for (const [oldest, dropped] of statements) {
        statements.delete(oldest);
        dropped.finalize();
        break;
      }
    }
    return statement;
  };

  database.run("pragma busy_timeout = 5000");
  database.run("pragma journal_mode = wal");
  database.run("pragma synchronous = full");
  // Pages that change all the time are copied back less often; the log grows to 16 MB.
  database.run("pragma wal_autocheckpoint = 4000");
  database.run("pragma foreign_keys = on");
  database.run("pragma cache_size = -32000");
  database.run("pragma temp_store = memory");
  if (readonly) database.run("pragma query_only = on");

  return {
    rows: (sql, params) => prepare(sql).values(...params.map(bindable)),
    run: (sql, params) => ({ changes: prepare(sql).run(...params.map(bindable)).changes }),
    exec: (sql) => {
      if (CONTROL.test(sql)) prepare(sql).run();
      else database.run(sql);
    },
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => {
      for (const statement of statements.values()) statement.finalize();
      statements.clear();
      database.close();
    },
  };
}

function bindable(value: unknown): SQLQueryBindings {
  if (value === undefined) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  return value as SQLQueryBindings;
}
