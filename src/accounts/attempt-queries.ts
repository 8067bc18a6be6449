import { eq, lt, sql } from "drizzle-orm";
import { db } from "../db/index.ts";
import { loginAttempts } from "./tables.ts";

export interface AttemptRow {
  count: number;
  startedAt: Date;
}

/** Counts one in a single statement, in a window that starts again once it is over. */
export async function countAttempt(key: string, now: Date, windowMs: number): Promise<AttemptRow> {
  const over = sql`${loginAttempts.windowStartedAt} <= ${sql.param(new Date(now.getTime() - windowMs), loginAttempts.windowStartedAt)}`;
  const [row] = await db()
    .insert(loginAttempts)
    .values({ key, failures: 1, windowStartedAt: now })
    .onConflictDoUpdate({
      target: loginAttempts.key,
      set: {
        failures: sql`case when ${over} then 1 else ${loginAttempts.failures} + 1 end`,
        windowStartedAt: sql`case when ${over} then ${sql.param(now, loginAttempts.windowStartedAt)} else ${loginAttempts.windowStartedAt} end`,
      },
    })
    .returning({ count: loginAttempts.failures, startedAt: loginAttempts.windowStartedAt });
  return row ?? { count: 1, startedAt: now };
}

/** Takes one back that turned out to be no failure. */
export async function takeBackAttempt(key: string): Promise<void> {
  await db()
    .update(loginAttempts)
    .set({
      failures: sql`case when ${loginAttempts.failures} > 0 then ${loginAttempts.failures} - 1 else 0 end`,
    })
    .where(eq(loginAttempts.key, key));
}

export async function deleteAttempts(key: string): Promise<void> {
  await db().delete(loginAttempts).where(eq(loginAttempts.key, key));
}

export async function deleteAttemptsBefore(instant: Date): Promise<void> {
  await db().delete(loginAttempts).where(lt(loginAttempts.windowStartedAt, instant));
}
