import { count, desc, eq } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import type { PageOf } from "./queries.ts";
import { auditLogs } from "./tables.ts";

export type AuditRow = typeof auditLogs.$inferSelect;

const ofTenant = () => eq(auditLogs.tenantId, currentTenantId());

export async function insertAudit(
  row: Omit<typeof auditLogs.$inferInsert, "tenantId">,
): Promise<void> {
  await db()
    .insert(auditLogs)
    .values({ tenantId: currentTenantId(), ...row });
}

export async function listAuditRows({ page, limit }: PageOf): Promise<AuditRow[]> {
  return db()
    .select()
    .from(auditLogs)
    .where(ofTenant())
    .orderBy(desc(auditLogs.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function countAudit(): Promise<number> {
  const [row] = await db().select({ n: count() }).from(auditLogs).where(ofTenant());
  return row?.n ?? 0;
}
