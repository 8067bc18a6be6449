import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import { mailOutbox, passwordResets } from "./tables.ts";

export type ResetRow = typeof passwordResets.$inferSelect;

const ofTenant = () => eq(passwordResets.tenantId, currentTenantId());

export async function insertReset(
  userId: string,
  tokenHash: string,
  expiresAt: Date,
): Promise<void> {
  await db()
    .insert(passwordResets)
    .values({ tenantId: currentTenantId(), userId, tokenHash, expiresAt });
}

/** In system scope: the token itself says whose it is. */
export async function findReset(tokenHash: string): Promise<ResetRow | undefined> {
  const [row] = await db()
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.tokenHash, tokenHash));
  return row;
}

/** True once. */
export async function claimReset(id: string, now: Date): Promise<boolean> {
  const rows = await db()
    .update(passwordResets)
    .set({ usedAt: now })
    .where(
      and(
        ofTenant(),
        eq(passwordResets.id, id),
        isNull(passwordResets.usedAt),
        gt(passwordResets.expiresAt, now),
      ),
    )
    .returning({ id: passwordResets.id });
  return rows.length === 1;
}

/** The links still out for a user open nothing any more. */
export async function useUpResets(userId: string, now: Date): Promise<void> {
  await db()
    .update(passwordResets)
    .set({ usedAt: now })
    .where(and(ofTenant(), eq(passwordResets.userId, userId), isNull(passwordResets.usedAt)));
}

/** In system scope. */
export async function deleteResetsBefore(instant: Date): Promise<void> {
  await db().delete(passwordResets).where(lt(passwordResets.expiresAt, instant));
}

export async function insertMail(row: typeof mailOutbox.$inferInsert): Promise<void> {
  await db().insert(mailOutbox).values(row);
}
