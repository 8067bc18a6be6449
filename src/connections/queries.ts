import { and, count, desc, eq, isNull, sql } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import { webhookDeliveries, whatsappConnections } from "./tables.ts";

export type ConnectionRow = typeof whatsappConnections.$inferSelect;
type NewConnection = typeof whatsappConnections.$inferInsert;
export type DeliveryState = (typeof webhookDeliveries.$inferSelect)["state"];

interface Page {
  page: number;
  limit: number;
}

const mine = (id: string) =>
  and(eq(whatsappConnections.tenantId, currentTenantId()), eq(whatsappConnections.id, id));

export async function findConnection(id: string): Promise<ConnectionRow | undefined> {
  const [row] = await db().select().from(whatsappConnections).where(mine(id));
  return row;
}

export async function listConnections({
  page,
  limit,
}: Page): Promise<{ rows: ConnectionRow[]; total: number }> {
  const own = eq(whatsappConnections.tenantId, currentTenantId());
  const rows = await db()
    .select()
    .from(whatsappConnections)
    .where(own)
    .orderBy(desc(whatsappConnections.id))
    .limit(limit)
    .offset((page - 1) * limit);
  return { rows, total: await countConnections() };
}

export async function countConnections(): Promise<number> {
  return db().$count(whatsappConnections, eq(whatsappConnections.tenantId, currentTenantId()));
}

export async function insertConnection(
  values: Omit<NewConnection, "tenantId">,
): Promise<ConnectionRow> {
  const [row] = await db()
    .insert(whatsappConnections)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  if (!row) throw new Error("the connection was not inserted");
  return row;
}

export type ConnectionChange = Partial<Omit<NewConnection, "tenantId" | "id">>;

export async function setConnection(
  id: string,
  change: ConnectionChange,
): Promise<ConnectionRow | undefined> {
  const [row] = await db().update(whatsappConnections).set(change).where(mine(id)).returning();
  return row;
}

/** Only while the secrets are still those that were checked: an answer about replaced credentials says nothing. */
export async function setChecked(
  id: string,
  secrets: string | null,
  change: ConnectionChange,
): Promise<ConnectionRow | undefined> {
  const unchanged =
    secrets === null
      ? isNull(whatsappConnections.secrets)
      : eq(whatsappConnections.secrets, secrets);
  const [row] = await db()
    .update(whatsappConnections)
    .set(change)
    .where(and(mine(id), unchanged))
    .returning();
  return row;
}

export async function deleteConnection(id: string): Promise<boolean> {
  const rows = await db()
    .delete(whatsappConnections)
    .where(mine(id))
    .returning({ id: whatsappConnections.id });
  return rows.length === 1;
}

/** In system scope: the connection of any tenant. */
export async function findAnyConnection(id: string): Promise<ConnectionRow | undefined> {
  const [row] = await db().select().from(whatsappConnections).where(eq(whatsappConnections.id, id));
  return row;
}

/** In system scope. */
export async function findAnyByNumber(phoneNumberId: string): Promise<ConnectionRow | undefined> {
  const [row] = await db()
    .select()
    .from(whatsappConnections)
    .where(eq(whatsappConnections.phoneNumberId, phoneNumberId));
  return row;
}

/** In system scope; one account may hold several numbers. */
export async function listAnyByAccount(accountId: string): Promise<ConnectionRow[]> {
  return db()
    .select()
    .from(whatsappConnections)
    .where(eq(whatsappConnections.accountId, accountId));
}

/** In system scope. */
export async function listAllConnectionIds(): Promise<{ id: string; tenantId: string }[]> {
  return db()
    .select({ id: whatsappConnections.id, tenantId: whatsappConnections.tenantId })
    .from(whatsappConnections);
}

interface DeliveryFilter extends Page {
  lane: string;
  state: DeliveryState | undefined;
}
export interface DeliveryRow {
  id: string;
  state: string;
  error: string | null;
  receivedAt: Date;
  processedAt: Date | null;
  size: number;
}

export async function listDeliveries(
  filter: DeliveryFilter,
): Promise<{ rows: DeliveryRow[]; total: number }> {
  const { lane, state, page, limit } = filter;
  const chosen = and(
    eq(webhookDeliveries.lane, lane),
    state ? eq(webhookDeliveries.state, state) : undefined,
  );
  const rows = await db()
    .select({
      id: webhookDeliveries.id,
      state: webhookDeliveries.state,
      error: webhookDeliveries.error,
      receivedAt: webhookDeliveries.receivedAt,
      processedAt: webhookDeliveries.processedAt,
      size: sql<number>`length(${webhookDeliveries.body})`.mapWith(Number),
    })
    .from(webhookDeliveries)
    .where(chosen)
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit)
    .offset((page - 1) * limit);
  const [counted] = await db().select({ total: count() }).from(webhookDeliveries).where(chosen);
  return { rows, total: counted?.total ?? 0 };
}

export async function hasDelivery(lane: string, id: string): Promise<boolean> {
  const wanted = and(eq(webhookDeliveries.lane, lane), eq(webhookDeliveries.id, id));
  return (await db().$count(webhookDeliveries, wanted)) === 1;
}

export async function deleteDeliveries(lane: string): Promise<void> {
  await db().delete(webhookDeliveries).where(eq(webhookDeliveries.lane, lane));
}
