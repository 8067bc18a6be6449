import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { RowInsert } from "./bulk.ts";
import type { Database, Db } from "./database.ts";
import { currentScope, guardTenant } from "./tenant.ts";
import { currentUnit, outsideTransaction, Unit } from "./unit.ts";

type Query = { text: string; name?: string; values?: unknown[]; rowMode?: "array" };

const POOL_SIZE = 10;
/** A database that says nothing is as gone as one that refuses. A turn may take longer than an answer: the queue is ours. */
const TURN_MS = 120_000;
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;

class Connection extends pg.Client {
  constructor(options: pg.ClientConfig = {}) {
    super({
      ...options,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
  }
}

/** A list is planned for anew each time: a plan that is kept guesses its length, and one made while the table was small reads all of it. */
function planned(query: Query): Query {
  if (query.name === undefined || !query.text.includes("= any(")) return query;
  const { name: _, ...anew } = query;
  return anew;
}

/** Sets whose rows the transaction may see: row-level security reads it. */
function scopeSql(): string {
  const scope = currentScope();
  if (scope === undefined) return "begin; select set_config('app.tenant', '', true)";
  if (scope === "system") return "begin; select set_config('app.system', 'on', true)";
  return `begin; select set_config('app.tenant', '${scope.tenantId}', true)`;
}

export function openPostgres(url: string): Database {
  const pool = new pg.Pool({
    Client: Connection,
    connectionString: url,
    max: POOL_SIZE,
    pipeline: true,
    connectionTimeoutMillis: TURN_MS,
  });
  pool.on("error", () => undefined);
  // A connection lost while in use fails its statements; unheard, the event itself would end the process.
  pool.on("connect", (connection) => connection.on("error", () => undefined));

  const alone = async (query: Query, values?: unknown[]): Promise<unknown> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      // The three go out in one burst; a failing statement turns the commit into a rollback.
      const begun = client.query(scopeSql());
      const result = client.query(query, values);
      const ended = client.query("commit");
      const [first, second, third] = await Promise.allSettled([begun, result, ended]);
      if (third.status === "rejected") broken = asError(third.reason);
      if (first.status === "rejected") throw asError(first.reason);
      if (second.status === "rejected") throw asError(second.reason);
      if (broken) throw broken;
      return second.value;
    } finally {
      client.release(broken);
    }
  };

  const client = {
    query: async (query: Query, values?: unknown[]): Promise<unknown> => {
      guardTenant(query.text, values ?? query.values ?? []);
      const unit = currentUnit() as Unit<pg.PoolClient> | undefined;
      if (!unit) return alone(planned(query), values);
      await unit.gate();
      return unit.connection.query(planned(query), values);
    },
  };
  const db = drizzle(client as unknown as pg.Pool, { casing: "snake_case" }) as unknown as Db;

  const transaction = async <T>(fn: () => Promise<T>): Promise<T> => {
    const outer = currentUnit();
    if (outer) return outer.nested(fn);
    const connection = await pool.connect();
    const unit = new Unit(connection, (sql) => connection.query(sql));
    let broken: Error | undefined;
    let value: T;
    try {
      await connection.query(scopeSql());
      try {
        value = await unit.run(fn);
        await connection.query("commit");
      } catch (error) {
        await connection.query("rollback").catch((failed: unknown) => (broken = asError(failed)));
        throw error;
      }
    } finally {
      connection.release(broken);
    }
    outsideTransaction(() => unit.afterCommit.forEach((run) => run()));
    return value;
  };

  const insertRows = async (insert: RowInsert, rows: unknown[][]): Promise<boolean[]> => {
    for (const row of rows) guardTenant(insert.sql, row);
    const query = arraysOf(insert);
    const values = insert.types.map((_, i) => rows.map((row) => row[i]));
    const unit = currentUnit() as Unit<pg.PoolClient> | undefined;
    await unit?.gate();
    const result = await (unit ? unit.connection.query(query, values) : alone(query, values));
    const keyOf = (key: unknown[]): string => JSON.stringify(key);
    const written = new Set((result as { rows: unknown[][] }).rows.map(keyOf));
    // Of rows alike the first was written.
    return rows.map((row) => written.delete(keyOf(insert.key.map((at) => row[at]))));
  };

  return {
    db,
    transaction,
    insertRows,
    raw: async (sql, params = []) => {
      const result = await pool.query({ text: sql, values: params, rowMode: "array" });
      return result.rows as unknown[][];
    },
    ping: async () => {
      await pool.query("select 1");
    },
    close: () => pool.end(),
  };
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

const bulkQueries = new Map<string, Query & { rowMode: "array" }>();

/** The same text for any number of rows: a column is one array. */
function arraysOf({ sql, types, key }: RowInsert): Query & { rowMode: "array" } {
  const known = bulkQueries.get(sql);
  if (known) return known;
  const names = /^insert into "\w+" \(([^)]*)\)/.exec(sql)?.[1]?.split(", ") ?? [];
  const arrays = types.map((type, i) => `$${i + 1}::${type}[]`).join(", ");
  const text = sql.replace(/ values \([^)]*\)/, ` select * from unnest(${arrays})`);
  const query = {
    name: `bulk_${Bun.hash(sql).toString(36)}`,
    text: `${text} returning ${key.map((at) => names[at]).join(", ")}`,
    rowMode: "array" as const,
  };
  bulkQueries.set(sql, query);
  return query;
}
