import { and, count, eq, isNull, lte, sql } from "drizzle-orm";
import { whatsappConnections as connections } from "../connections/tables.ts";
import { contacts } from "../contacts/tables.ts";
import { currentTenantId, db } from "../db/index.ts";
import { flows } from "../flows/tables.ts";
import { usageCounters, users } from "./tables.ts";

const here = (metric: string, period: string) =>
  and(
    eq(usageCounters.tenantId, currentTenantId()),
    eq(usageCounters.metric, metric),
    eq(usageCounters.period, period),
  );

/** Adds within the limit or not at all; the row stays locked until the transaction ends. */
export async function addUsage(
  metric: string,
  period: string,
  n: number,
  limit: number,
): Promise<boolean> {
  const rows = await db()
    .update(usageCounters)
    .set({ used: sql`${usageCounters.used} + ${n}` })
    .where(and(here(metric, period), lte(usageCounters.used, limit - n)))
    .returning({ used: usageCounters.used });
  return rows.length === 1;
}

/** Makes the counter if need be, locks it and tells where it stands. */
export async function lockUsage(metric: string, period: string): Promise<number> {
  const [row] = await db()
    .insert(usageCounters)
    .values({ tenantId: currentTenantId(), metric, period, used: 0 })
    .onConflictDoUpdate({
      target: [usageCounters.tenantId, usageCounters.metric, usageCounters.period],
      set: { used: sql`${usageCounters.used}` },
    })
    .returning({ used: usageCounters.used });
  return row?.used ?? 0;
}

export async function setUsage(metric: string, period: string, used: number): Promise<void> {
  await db().update(usageCounters).set({ used }).where(here(metric, period));
}

const first = (rows: { n: number }[]): number => rows[0]?.n ?? 0;

export const countContacts = async (): Promise<number> =>
  first(
    await db()
      .select({ n: count() })
      .from(contacts)
      .where(and(eq(contacts.tenantId, currentTenantId()), isNull(contacts.mergedIntoId))),
  );

export const countConnections = async (): Promise<number> =>
  first(
    await db()
      .select({ n: count() })
      .from(connections)
      .where(eq(connections.tenantId, currentTenantId())),
  );

/** The owner is no agent; someone who cannot sign in takes no seat. */
export const countAgents = async (): Promise<number> =>
  first(
    await db()
      .select({ n: count() })
      .from(users)
      .where(
        and(
          eq(users.tenantId, currentTenantId()),
          eq(users.role, "agent"),
          eq(users.status, "active"),
        ),
      ),
  );

export const countFlows = async (): Promise<number> =>
  first(await db().select({ n: count() }).from(flows).where(eq(flows.tenantId, currentTenantId())));
