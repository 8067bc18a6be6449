import { and, asc, eq } from "drizzle-orm";
import { db } from "../db/index.ts";
import type { Change } from "./queries.ts";
import { type PlanFeatures, type PlanLimits, subscriptionPlans, tenants } from "./tables.ts";

export type PlanRow = typeof subscriptionPlans.$inferSelect;

export interface PlanTerms {
  features: PlanFeatures;
  limits: PlanLimits;
}

export async function findPlanOf(tenantId: string): Promise<PlanTerms | undefined> {
  const [row] = await db()
    .select({ features: subscriptionPlans.features, limits: subscriptionPlans.limits })
    .from(tenants)
    .innerJoin(subscriptionPlans, eq(subscriptionPlans.id, tenants.planId))
    .where(eq(tenants.id, tenantId));
  return row;
}

export async function listPlanRows({
  page,
  limit,
}: {
  page: number;
  limit: number;
}): Promise<PlanRow[]> {
  return db()
    .select()
    .from(subscriptionPlans)
    .orderBy(asc(subscriptionPlans.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export const countPlans = (): Promise<number> => db().$count(subscriptionPlans);

export async function findPlan(id: string): Promise<PlanRow | undefined> {
  const [row] = await db().select().from(subscriptionPlans).where(eq(subscriptionPlans.id, id));
  return row;
}

/** The plan new tenants get: the oldest one on offer. */
export async function findFirstPlan(): Promise<PlanRow | undefined> {
  const [row] = await db()
    .select()
    .from(subscriptionPlans)
    .where(and(eq(subscriptionPlans.isActive, true)))
    .orderBy(asc(subscriptionPlans.createdAt), asc(subscriptionPlans.id))
    .limit(1);
  return row;
}

/** Undefined when a row with this id exists already. */
export async function insertPlan(
  row: typeof subscriptionPlans.$inferInsert,
): Promise<PlanRow | undefined> {
  const [inserted] = await db()
    .insert(subscriptionPlans)
    .values(row)
    .onConflictDoNothing()
    .returning();
  return inserted;
}

export async function setPlan(id: string, change: Change<PlanRow>): Promise<PlanRow | undefined> {
  const [row] = await db()
    .update(subscriptionPlans)
    .set(change)
    .where(eq(subscriptionPlans.id, id))
    .returning();
  return row;
}
