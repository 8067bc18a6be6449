// Written by scripts/gen-migrations.ts.
import sqlite0 from "./sqlite/0000_init.sql" with { type: "text" };
import postgres0 from "./postgres/0000_init.sql" with { type: "text" };

export interface Migration {
  tag: string;
  sql: string;
}

export const sqlite: readonly Migration[] = [
  { tag: "0000_init", sql: sqlite0 },
];

export const postgres: readonly Migration[] = [
  { tag: "0000_init", sql: postgres0 },
];
