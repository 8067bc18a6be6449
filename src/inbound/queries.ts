import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { channelEvents, webhookDeliveries } from "../connections/tables.ts";
import { currentTenantId, db, prepared } from "../db/index.ts";

export type Delivery = typeof webhookDeliveries.$inferSelect;
type NewDelivery = typeof webhookDeliveries.$inferInsert;

/** Prepared: the only statement that every delivery costs on its own. */
const insertOne = prepared((handle) =>
  handle
    .insert(webhookDeliveries)
    .values({
      id: sql.placeholder("id"),
      lane: sql.placeholder("lane"),
      body: sql.placeholder("body"),
      receivedAt: sql.placeholder("receivedAt"),
    })
    .prepare("insert_delivery"),
);

export async function insertDelivery(
  delivery: Pick<NewDelivery, "lane" | "body" | "receivedAt"> & { id: string },
): Promise<void> {
  await insertOne().execute(delivery);
}

/** Of what waits longest: a lane that nobody works on gets among these sooner or later. */
export async function listPendingLanes(): Promise<string[]> {
  const oldest = db()
    .select({ lane: webhookDeliveries.lane })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.state, "pending"))
    .orderBy(asc(webhookDeliveries.id))
    .limit(1000)
    .as("oldest");
  const rows = await db().selectDistinct({ lane: oldest.lane }).from(oldest);
  return rows.map(({ lane }) => lane);
}

/** Oldest first: ids are time-ordered. */
export async function listPending(lane: string, limit: number): Promise<Delivery[]> {
  return db()
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.lane, lane), eq(webhookDeliveries.state, "pending")))
    .orderBy(asc(webhookDeliveries.id))
    .limit(limit);
}

type Outcome = Pick<Delivery, "state" | "error">;

export async function setDeliveries(
  ids: string[],
  { state, error }: Outcome,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db()
    .update(webhookDeliveries)
    .set({ state, error, processedAt: at, attempts: sql`${webhookDeliveries.attempts} + 1` })
    .where(inArray(webhookDeliveries.id, ids));
}

/** Answers the lane to rouse. */
export async function setPendingAgain(id: string): Promise<string | undefined> {
  const [row] = await db()
    .update(webhookDeliveries)
    .set({ state: "pending", error: null, processedAt: null })
    .where(eq(webhookDeliveries.id, id))
    .returning({ lane: webhookDeliveries.lane });
  return row?.lane;
}

/** Deliveries are kept for replay for a while; what failed is kept for a person to see. */
export async function deleteProcessedBefore(instant: Date): Promise<void> {
  await db()
    .delete(webhookDeliveries)
    .where(
      and(
        inArray(webhookDeliveries.state, ["processed", "ignored"]),
        lt(webhookDeliveries.receivedAt, instant),
      ),
    );
}

type NewChannelEvent = Omit<typeof channelEvents.$inferInsert, "tenantId">;

export async function insertChannelEvents(
  list: NewChannelEvent[],
): Promise<(typeof channelEvents.$inferSelect)[]> {
  if (list.length === 0) return [];
  const tenantId = currentTenantId();
  return db()
    .insert(channelEvents)
    .values(list.map((event) => ({ ...event, tenantId })))
    .onConflictDoNothing()
    .returning();
}
