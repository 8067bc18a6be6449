import { and, eq, lt } from "drizzle-orm";
import { idempotencyKeys } from "../accounts/tables.ts";
import { currentTenantId, db } from "../db/index.ts";

export type StoredAnswer = typeof idempotencyKeys.$inferSelect;

/** False when the key is taken. */
export async function claimKey(key: string, route: string, bodyHash: string): Promise<boolean> {
  const rows = await db()
    .insert(idempotencyKeys)
    .values({ tenantId: currentTenantId(), key, route, bodyHash })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  return rows.length === 1;
}

export async function findAnswer(key: string, route: string): Promise<StoredAnswer | undefined> {
  const [row] = await db().select().from(idempotencyKeys).where(mine(key, route));
  return row;
}

export async function setAnswer(
  key: string,
  route: string,
  status: number,
  answer: unknown,
): Promise<void> {
  await db().update(idempotencyKeys).set({ status, answer }).where(mine(key, route));
}

export async function deleteKeysBefore(instant: Date): Promise<void> {
  await db().delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, instant));
}

export async function deleteKey(key: string, route: string): Promise<void> {
  await db().delete(idempotencyKeys).where(mine(key, route));
}

const mine = (key: string, route: string) =>
  and(
    eq(idempotencyKeys.tenantId, currentTenantId()),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  );
