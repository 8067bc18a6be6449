import { and, count, desc, eq, isNull, lt, or } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import { apiKeys, tenants } from "./tables.ts";

export type ApiKeyRow = typeof apiKeys.$inferSelect;

const ofTenant = () => eq(apiKeys.tenantId, currentTenantId());

export async function insertApiKey(
  row: Omit<typeof apiKeys.$inferInsert, "tenantId">,
): Promise<ApiKeyRow> {
  const [inserted] = await db()
    .insert(apiKeys)
    .values({ tenantId: currentTenantId(), ...row })
    .returning();
  if (!inserted) throw new Error("the API key was not stored");
  return inserted;
}

const valid = () => and(ofTenant(), isNull(apiKeys.revokedAt));

export async function listApiKeyRows({
  page,
  limit,
}: {
  page: number;
  limit: number;
}): Promise<ApiKeyRow[]> {
  return db()
    .select()
    .from(apiKeys)
    .where(valid())
    .orderBy(desc(apiKeys.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function countApiKeys(): Promise<number> {
  const [row] = await db().select({ n: count() }).from(apiKeys).where(valid());
  return row?.n ?? 0;
}

export async function revokeApiKeyRow(id: string, now: Date): Promise<ApiKeyRow | undefined> {
  const [row] = await db()
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(ofTenant(), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning();
  return row;
}

/** In system scope: the key itself says whose it is. */
export async function findApiKey(keyHash: string) {
  const [row] = await db()
    .select({ key: apiKeys, tenantStatus: tenants.status })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(eq(apiKeys.keyHash, keyHash));
  return row;
}

/** At most once a minute, so that a busy key does not write at each request. */
export async function touchApiKey(id: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000);
  await db()
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        ofTenant(),
        eq(apiKeys.id, id),
        or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, minuteAgo)),
      ),
    );
}
