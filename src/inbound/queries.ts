import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { channelEvents, webhookDeliveries } from "../connections/tables.ts";
import { bulkInsert, currentTenantId, db, given, inGiven, prepared } from "../db/index.ts";

type Delivery = typeof webhookDeliveries.$inferSelect;
type NewDelivery = typeof webhookDeliveries.$inferInsert;

const insertAll = bulkInsert(webhookDeliveries);

export async function insertDeliveries(
  list: Pick<NewDelivery, "id" | "lane" | "body" | "receivedAt">[],
): Promise<void> {
  await insertAll(list);
}

const lanesOf = prepared((handle) => {
  const oldest = handle
    .select({ lane: webhookDeliveries.lane })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.state, "pending"))
    .orderBy(asc(webhookDeliveries.id))
    .limit(1000)
    .as("oldest");
  return handle.selectDistinct({ lane: oldest.lane }).from(oldest).prepare("pending_lanes");
});

/** Of what waits longest: a lane that nobody works on gets among these sooner or later. */
export const listPendingLanes = async (): Promise<string[]> =>
  (await lanesOf().execute()).map(({ lane }) => lane);

const pendingOf = prepared((handle) =>
  handle
    .select({
      id: webhookDeliveries.id,
      body: webhookDeliveries.body,
      receivedAt: webhookDeliveries.receivedAt,
    })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.lane, sql.placeholder("lane")),
        eq(webhookDeliveries.state, "pending"),
      ),
    )
    .orderBy(asc(webhookDeliveries.id))
    .limit(sql.placeholder("limit"))
    .prepare("pending_deliveries"),
);
export type Pending = Awaited<ReturnType<typeof listPending>>[number];

/** Oldest first: ids are time-ordered. */
export const listPending = async (lane: string, limit: number) =>
  pendingOf().execute({ lane, limit });

type Outcome = Pick<Delivery, "state" | "error">;

const settle = prepared((handle) =>
  handle
    .update(webhookDeliveries)
    .set({
      state: sql`${sql.placeholder("state")}`,
      error: sql`${sql.placeholder("error")}`,
      processedAt: sql`${sql.placeholder("at")}`,
      attempts: sql`${webhookDeliveries.attempts} + 1`,
    })
    .where(inGiven(webhookDeliveries.id, "ids"))
    .prepare("settle_deliveries"),
);

export async function setDeliveries(
  ids: string[],
  { state, error }: Outcome,
  at: Date,
): Promise<void> {
  if (ids.length > 0) await settle().execute({ ids: given(ids), state, error, at });
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
