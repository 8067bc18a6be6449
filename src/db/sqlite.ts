import { drizzle } from "drizzle-orm/sqlite-proxy";
import type { RowInsert } from "./bulk.ts";
import type { Database, Db } from "./database.ts";
import { connectSqlite, type SqliteConnection } from "./sqlite-connection.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import { guardTenant } from "./tenant.ts";
import { currentUnit, outsideTransaction, Unit } from "./unit.ts";

const READ = /^\s*(select|with(?![\s\S]*\b(insert|update|delete)\b)|explain|values|pragma)\b/i;

export const sqlitePath = (url: string): string => url.replace(/^file:(\/\/)?/, "");

/** One reader and one writer connection; reads outside a transaction never wait for writes. */
export function openSqlite(url: string): Database {
  const path = sqlitePath(url);
  const writing = connectSqlite(path);
  writing.exec("pragma busy_timeout = 20");
  const reading = connectSqlite(path, { readonly: true });
  const writer = new SqliteWriter(writing);

  const execute = (
    sql: string,
    params: unknown[],
    method: string,
  ): Promise<{ rows: unknown[] }> => {
    guardTenant(sql, params);
    const unit = currentUnit();
    if (unit) {
      // Most statements find nothing in the way: skip a needless turn of the loop.
      if (!unit.blocked) return settle(() => call(writing, sql, params, method));
      return unit.gate().then(() => call(writing, sql, params, method));
    }
    if (READ.test(sql)) return settle(() => call(reading, sql, params, method));
    return writer.unit(async (connection) => call(connection, sql, params, method));
  };
  const noBatch = (): Promise<never> => Promise.reject(new Error("batch is not used"));
  // The proxy driver reads `casing` only from its third argument.
  const db = drizzle(execute, noBatch, { casing: "snake_case" }) as unknown as Db;

  const transaction = async <T>(fn: () => Promise<T>): Promise<T> => {
    const outer = currentUnit();
    if (outer) return outer.nested(fn);
    const { value, after } = await writer.unit(async (connection) => {
      const unit = new Unit(connection, (sql) => connection.exec(sql));
      return { value: await unit.run(fn), after: unit.afterCommit };
    });
    outsideTransaction(() => after.forEach((run) => run()));
    return value;
  };

  const insertRows = async (insert: RowInsert, rows: unknown[][]): Promise<boolean[]> => {
    const unit = currentUnit();
    if (!unit) return transaction(() => insertRows(insert, rows));
    if (unit.blocked) await unit.gate();
    for (const row of rows) guardTenant(insert.sql, row);
    return eachOrNone(writing, insert.sql, rows);
  };

  return {
    db,
    transaction,
    insertRows,
    raw: async (sql, params = []) =>
      READ.test(sql)
        ? reading.rows(sql, params)
        : writer.unit(async (connection) => connection.rows(sql, params)),
    ping: async () => {
      reading.rows("select 1", []);
    },
    close: async () => {
      await writer.unit(async () => undefined);
      reading.close();
      writing.exec("pragma wal_checkpoint(truncate)");
      writing.close();
    },
  };
}

async function settle<T>(fn: () => T): Promise<T> {
  return fn();
}

/** In process a statement a row costs less than one long statement that must be read anew for every number of rows. */
function eachOrNone(connection: SqliteConnection, sql: string, rows: unknown[][]): boolean[] {
  if (rows.length === 1) return rows.map((row) => connection.run(sql, row).changes > 0);
  connection.exec("savepoint bulk");
  try {
    const written = rows.map((row) => connection.run(sql, row).changes > 0);
    connection.exec("release bulk");
    return written;
  } catch (error) {
    if (connection.inTransaction) {
      connection.exec("rollback to bulk");
      connection.exec("release bulk");
    }
    throw error;
  }
}

function call(
  connection: SqliteConnection,
  sql: string,
  params: unknown[],
  method: string,
): { rows: unknown[] } {
  if (method === "run") return { rows: [], ...connection.run(sql, params) };
  const rows = connection.rows(sql, params);
  return { rows: method === "get" ? (rows[0] as unknown[]) : rows };
}
