import { and, eq, exists, isNull, lt, ne, sql } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import { refreshTokens, tenants, users } from "./tables.ts";

export type RefreshRow = typeof refreshTokens.$inferSelect;

const ofTenant = () => eq(refreshTokens.tenantId, currentTenantId());

export async function insertRefresh(
  row: Omit<typeof refreshTokens.$inferInsert, "tenantId">,
): Promise<void> {
  await db()
    .insert(refreshTokens)
    .values({ tenantId: currentTenantId(), ...row });
}

/** In system scope: the token itself says whose it is. */
export async function findRefresh(tokenHash: string): Promise<RefreshRow | undefined> {
  const [row] = await db()
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, tokenHash));
  return row;
}

/** True for exactly one of all who present the token. */
export async function claimRefresh(id: string, now: Date): Promise<boolean> {
  const rows = await db()
    .update(refreshTokens)
    .set({ usedAt: now })
    .where(
      and(
        ofTenant(),
        eq(refreshTokens.id, id),
        isNull(refreshTokens.usedAt),
        isNull(refreshTokens.revokedAt),
      ),
    )
    .returning({ id: refreshTokens.id });
  return rows.length === 1;
}

export async function revokeFamilyRows(familyId: string, now: Date): Promise<number> {
  const rows = await db()
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(and(ofTenant(), eq(refreshTokens.familyId, familyId), isNull(refreshTokens.revokedAt)))
    .returning({ id: refreshTokens.id });
  return rows.length;
}

export async function revokeUserRows(
  userId: string,
  now: Date,
  exceptFamily: string | null,
): Promise<number> {
  const others = exceptFamily === null ? undefined : ne(refreshTokens.familyId, exceptFamily);
  const rows = await db()
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(
      and(ofTenant(), eq(refreshTokens.userId, userId), isNull(refreshTokens.revokedAt), others),
    )
    .returning({ id: refreshTokens.id });
  return rows.length;
}

/** In system scope. */
export async function deleteRefreshBefore(instant: Date): Promise<void> {
  await db().delete(refreshTokens).where(lt(refreshTokens.expiresAt, instant));
}

export interface Standing {
  role: "admin" | "user" | "agent";
  userStatus: "active" | "inactive" | "suspended";
  tenantStatus: "active" | "suspended" | "cancelled";
  tenantSettings: Record<string, unknown>;
  familyAlive: boolean;
}

/** All that decides whether a signed-in person is still let in. */
export async function findStanding(
  userId: string,
  familyId: string,
): Promise<Standing | undefined> {
  const alive = db()
    .select({ one: sql`1` })
    .from(refreshTokens)
    .where(and(ofTenant(), eq(refreshTokens.familyId, familyId), isNull(refreshTokens.revokedAt)));
  const [row] = await db()
    .select({
      role: users.role,
      userStatus: users.status,
      tenantStatus: tenants.status,
      tenantSettings: tenants.settings,
      familyAlive: exists(alive).mapWith(Boolean),
    })
    .from(users)
    .innerJoin(tenants, eq(tenants.id, users.tenantId))
    .where(and(eq(users.tenantId, currentTenantId()), eq(users.id, userId)));
  return row;
}
