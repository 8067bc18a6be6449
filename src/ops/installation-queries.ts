import { eq } from "drizzle-orm";
import { installation, users } from "../accounts/tables.ts";
import { db } from "../db/index.ts";
import { clock } from "../lib/clock.ts";

export async function putFact(key: string, value: unknown): Promise<void> {
  const updatedAt = clock.now();
  await db()
    .insert(installation)
    .values({ key, value, updatedAt })
    .onConflictDoUpdate({ target: installation.key, set: { value, updatedAt } });
}

export async function findFact(key: string): Promise<unknown> {
  const [row] = await db().select().from(installation).where(eq(installation.key, key));
  return row?.value;
}

/** The platform owner's address; call it as the system. */
export async function findPlatformOwner(): Promise<typeof users.$inferSelect | undefined> {
  const [row] = await db().select().from(users).where(eq(users.role, "admin")).limit(1);
  return row;
}
