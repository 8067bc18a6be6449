import { getTableColumns, is, type Query, SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgInsert, type PgTable } from "drizzle-orm/pg-core";
import { type Db, insertRows, prepared } from "./database.ts";
import { isPg } from "./dialect.ts";

/** One insert of one row; each engine runs it for many rows in its own way. */
export interface RowInsert {
  sql: string;
  /** In the order of the columns. */
  types: string[];
  /** Positions of the primary key. */
  key: number[];
}
interface Plan extends RowInsert {
  columns: { name: string; fill: () => unknown; encode: (value: unknown) => unknown }[];
}
type Row = Record<string, unknown>;

/**
 * Inserts any number of rows without building a statement for them: it is built once. All rows or none.
 * Answers the rows that were written, as given and with defaults filled in; those a conflict left alone are missing.
 */
export function bulkInsert<T extends PgTable>(
  table: T,
  onConflict: (insert: PgInsert<T>) => { toSQL(): Query } = (insert) => insert,
): (rows: readonly T["$inferInsert"][]) => Promise<T["$inferSelect"][]> {
  const plan = prepared((handle) => planOf(handle, table, onConflict));
  return async (rows) => {
    if (rows.length === 0) return [];
    const { columns, ...insert } = plan();
    const whole = rows.map((row) => completed(row, columns));
    const written = await insertRows(
      insert,
      whole.map((row) => columns.map(({ name, encode }) => encode(row[name]))),
    );
    return whole.filter((_, i) => written[i]);
  };
}

function completed(given: Row, columns: Plan["columns"]): Row {
  const row = { ...given };
  for (const { name, fill } of columns) if (row[name] === undefined) row[name] = fill();
  return row;
}

function planOf<T extends PgTable>(
  handle: Db,
  table: T,
  onConflict: (insert: PgInsert<T>) => { toSQL(): Query },
): Plan {
  const columns = Object.entries(getTableColumns(table));
  const places = Object.fromEntries(columns.map(([name]) => [name, sql.placeholder(name)]));
  const insert = handle.insert(table).values(places as T["$inferInsert"]);
  const { sql: text, params } = onConflict(insert as unknown as PgInsert<T>).toSQL();
  if (params.length !== columns.length) throw new Error("a bulk insert takes nothing but its rows");
  const keys = isPg ? getTableConfig(table).primaryKeys.flatMap((key) => key.columns) : [];
  const isKey = ({ name, primary }: PgColumn): boolean =>
    primary || keys.some((column) => column.name === name);
  return {
    sql: text,
    types: columns.map(([, column]) => column.getSQLType()),
    key: columns.flatMap(([, column], i) => (isKey(column) ? [i] : [])),
    columns: columns.map(([name, column]) => {
      if (is(column.default, SQL)) throw new Error(`${name} has a default that only SQL knows`);
      return {
        name,
        fill: column.defaultFn ?? column.onUpdateFn ?? (() => column.default ?? null),
        encode: (value) => (value === null ? null : column.mapToDriverValue(value)),
      };
    }),
  };
}
