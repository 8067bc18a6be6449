import * as pg from "drizzle-orm/pg-core";
import * as sl from "drizzle-orm/sqlite-core";
import { isPg } from "./dialect.ts";

/** Builds for the running dialect, typed as Postgres always: one set of tables, one set of queries. */
const pick = <A, B>(postgres: () => A, sqlite: () => B): A =>
  isPg ? postgres() : (sqlite() as unknown as A);

const plainTable = (isPg ? pg.pgTable : sl.sqliteTable) as typeof pg.pgTable;
export const table = plainTable;

/** Names of the tables that belong to tenants: the guard and row-level security cover exactly these. */
export const tenantTables = new Set<string>();
export const tenantTable: typeof pg.pgTable = ((...args: Parameters<typeof pg.pgTable>) => {
  tenantTables.add(args[0]);
  return plainTable(...args);
}) as typeof pg.pgTable;

export const index = (isPg ? pg.index : sl.index) as typeof pg.index;
export const uniqueIndex = (isPg ? pg.uniqueIndex : sl.uniqueIndex) as typeof pg.uniqueIndex;
export const primaryKey = (isPg ? pg.primaryKey : sl.primaryKey) as typeof pg.primaryKey;
export const foreignKey = (isPg ? pg.foreignKey : sl.foreignKey) as typeof pg.foreignKey;
/** The row lives as long as the one it points to, which is of the same tenant. */
export const belongsTo = (
  columns: [pg.AnyPgColumn, pg.AnyPgColumn],
  parent: { tenantId: pg.AnyPgColumn; id: pg.AnyPgColumn },
  name?: string,
) =>
  foreignKey({
    columns,
    foreignColumns: [parent.tenantId, parent.id],
    ...(name === undefined ? {} : { name }),
  }).onDelete("cascade");

/** Time-ordered, so that the order of ids is the order of creation. */
export const newId = (): string => Bun.randomUUIDv7();

export const uuid = () =>
  pick(
    () => pg.uuid(),
    () => sl.text(),
  );
export const id = () =>
  pick(
    () => pg.uuid().notNull().$defaultFn(newId),
    () => sl.text().notNull().$defaultFn(newId),
  );
export const tenantId = () =>
  pick(
    () => pg.uuid().notNull(),
    () => sl.text().notNull(),
  );
export const text = () =>
  pick(
    () => pg.text(),
    () => sl.text(),
  );
export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  pick(
    () => pg.text({ enum: values as unknown as [T[0], ...string[]] & T }),
    () => sl.text({ enum: values as unknown as [string, ...string[]] }),
  );
export const int = () =>
  pick(
    () => pg.integer(),
    () => sl.integer(),
  );
export const big = () =>
  pick(
    () => pg.bigint({ mode: "number" }),
    () => sl.integer({ mode: "number" }),
  );
/** Minor units (cents). */
export const money = big;
export const bool = () =>
  pick(
    () => pg.boolean(),
    () => sl.integer({ mode: "boolean" }),
  );
/** Millisecond precision on both, Date in code. */
export const timestamp = () =>
  pick(
    () => pg.timestamp({ mode: "date", withTimezone: true, precision: 3 }),
    () => sl.integer({ mode: "timestamp_ms" }),
  );
export const createdAt = () =>
  pick(
    () =>
      pg
        .timestamp({ mode: "date", withTimezone: true, precision: 3 })
        .notNull()
        .$defaultFn(() => new Date()),
    () =>
      sl
        .integer({ mode: "timestamp_ms" })
        .notNull()
        .$defaultFn(() => new Date()),
  );
export const updatedAt = () =>
  pick(
    () =>
      pg
        .timestamp({ mode: "date", withTimezone: true, precision: 3 })
        .notNull()
        .$defaultFn(() => new Date())
        .$onUpdateFn(() => new Date()),
    () =>
      sl
        .integer({ mode: "timestamp_ms" })
        .notNull()
        .$defaultFn(() => new Date())
        .$onUpdateFn(() => new Date()),
  );
export const json = <T>() =>
  pick(
    () => pg.jsonb().$type<T>(),
    () => sl.text({ mode: "json" }).$type<T>(),
  );
const bytea = pg.customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
});
export const bytes = () =>
  pick(
    () => bytea(),
    () => sl.blob({ mode: "buffer" }),
  );
