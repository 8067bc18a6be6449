import { count, eq } from "drizzle-orm";
import { webhookDeliveries } from "../connections/tables.ts";
import { db } from "../db/index.ts";
import { jobs } from "../jobs/tables.ts";

type Delivery = typeof webhookDeliveries.$inferSelect;

export async function countDeliveries(state: Delivery["state"]): Promise<number> {
  return db().$count(webhookDeliveries, eq(webhookDeliveries.state, state));
}

export async function countDeadJobs(): Promise<number> {
  const [row] = await db().select({ dead: count() }).from(jobs).where(eq(jobs.state, "dead"));
  return row?.dead ?? 0;
}
