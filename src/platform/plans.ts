import { afterCommit, transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { audit } from "../accounts/audit.ts";
import { findPlan, insertPlan, type PlanRow, setPlan } from "../accounts/plan-queries.ts";
import { forgetPlans } from "../accounts/quota.ts";
import type { PlanChange, PlanInput } from "./schema.ts";

export async function createPlan({ price, ...input }: PlanInput): Promise<PlanRow> {
  return transaction(async () => {
    const plan = await insertPlan({ ...input, ...inCents(price) });
    if (!plan) throw new Error("the plan was not stored");
    await audit({
      action: "plan.created",
      resourceType: "plan",
      resourceId: plan.id,
      changes: { ...input, ...inCents(price) },
    });
    return plan;
  });
}

export async function updatePlan(
  id: string,
  { features, limits, price, ...rest }: PlanChange,
): Promise<PlanRow> {
  const change = { ...rest, ...inCents(price) };
  return transaction(async () => {
    const before = await findPlan(id);
    if (!before)
      throw new AppError("not_found", "NOT_FOUND", { message: "There is no such plan." });
    const plan = await setPlan(id, {
      ...change,
      features: merged(before.features, features),
      limits: merged(before.limits, limits),
    });
    await audit({
      action: "plan.updated",
      resourceType: "plan",
      resourceId: id,
      changes: { ...change, features, limits },
    });
    afterCommit(forgetPlans);
    return plan ?? before;
  });
}

const inCents = (price: number | undefined): { priceCents?: number } =>
  price === undefined ? {} : { priceCents: Math.round(price * 100) };

const merged = <T extends object>(
  before: T,
  change: { [K in keyof T]?: T[K] | undefined } | undefined,
): T => ({
  ...before,
  ...change,
});
