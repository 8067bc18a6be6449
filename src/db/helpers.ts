import { type AnyColumn, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { isPg } from "./dialect.ts";

const escapeLike = (term: string): string => term.replace(/[\\%_]/g, (mark) => `\\${mark}`);

/** Case-insensitive "contains"; SQLite folds ASCII only. */
export const contains = (column: SQLWrapper, term: string): SQL =>
  isPg
    ? sql`${column} ilike ${`%${escapeLike(term)}%`}`
    : sql`${column} like ${`%${escapeLike(term)}%`} escape '\\'`;

/** The JSON array in the column holds the string. */
export const jsonHas = (column: SQLWrapper, value: string): SQL =>
  isPg
    ? sql`${column} @> ${JSON.stringify([value])}::jsonb`
    : sql`exists (select 1 from json_each(${column}) item where item.value = ${value})`;

/** Keyset page: rows strictly before the cursor, one index range on both engines. */
export const rowBefore = (columns: [AnyColumn, AnyColumn], cursor: [unknown, unknown]): SQL =>
  sql`(${columns[0]}, ${columns[1]}) < (${sql.param(cursor[0], columns[0])}, ${sql.param(cursor[1], columns[1])})`;

export const greatest = (a: SQLWrapper, b: SQLWrapper): SQL =>
  isPg ? sql`greatest(${a}, ${b})` : sql`max(${a}, ${b})`;

/** A unique or primary key was violated. */
export function isDuplicate(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code =
    typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return (
    code === "23505" ||
    code === "SQLITE_CONSTRAINT_UNIQUE" ||
    code === "SQLITE_CONSTRAINT_PRIMARYKEY"
  );
}

/** `in (…)` for long lists: one parameter and one statement text, however many values. */
export const inList = (column: SQLWrapper, values: readonly string[]): SQL =>
  isPg
    ? sql`${column} = any(${sql.param(values)})`
    : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

/** `in (…)` of a prepared statement; the values come as `given(values)`. */
export const inGiven = (column: SQLWrapper, name: string): SQL =>
  isPg
    ? sql`${column} = any(${sql.placeholder(name)})`
    : sql`${column} in (select value from json_each(${sql.placeholder(name)}))`;
export const given = (values: readonly string[]): unknown =>
  isPg ? values : JSON.stringify(values);
