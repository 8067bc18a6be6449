import { sql } from "drizzle-orm";
import { db } from "./database.ts";
import { isPg } from "./dialect.ts";

const one = sql`(select 1) as one`;

/** Waits until no other transaction holds the name; held until this one ends. SQLite has one writer anyway. */
export async function lockName(name: string): Promise<void> {
  if (isPg)
    await db()
      .select({ locked: sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))` })
      .from(one);
}

/** As `lockName`, but answers false instead of waiting. */
export async function tryLockName(name: string): Promise<boolean> {
  if (!isPg) return true;
  const [row] = await db()
    .select({ locked: sql<boolean>`pg_try_advisory_xact_lock(hashtextextended(${name}, 0))` })
    .from(one);
  return row?.locked === true;
}
