import { currentTenantId, transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { shortCache } from "../lib/short-cache.ts";
import { findPlanOf, type PlanTerms } from "./plan-queries.ts";
import {
  addUsage,
  countAgents,
  countConnections,
  countContacts,
  countFlows,
  lockUsage,
  setUsage,
} from "./quota-queries.ts";
import type { PlanFeatures, PlanLimits } from "./tables.ts";

export type Metric = keyof PlanLimits;
export type Feature = keyof PlanFeatures;

/** How many rows there really are, for the limits on rows; the others count what was used in a month. */
const ROWS: Partial<Record<Metric, () => Promise<number>>> = {
  maxContacts: countContacts,
  maxAgents: countAgents,
  maxWhatsAppNumbers: countConnections,
  maxFlows: countFlows,
};
const ROW_PERIOD = "rows";
const TTL_MS = 5000;

const plans = shortCache<PlanTerms | undefined>(TTL_MS);

/** A tenant without a plan has no limits. */
const termsOf = (tenantId: string): Promise<PlanTerms | undefined> =>
  plans.get(tenantId, () => findPlanOf(tenantId));

export const forgetPlans = (): void => plans.clear();

/** Asks for `n` more; call it in the transaction that adds them, before it does. Throws QUOTA_EXCEEDED. */
export async function requireQuota(metric: Metric, n = 1): Promise<void> {
  const terms = await termsOf(currentTenantId());
  const limit = terms?.limits[metric] ?? null;
  if (limit === null || n <= 0) return;
  const countRows = ROWS[metric];
  if (countRows) return requireRoom(metric, n, limit, countRows);
  const month = clock.now().toISOString().slice(0, 7);
  if (await addUsage(metric, month, n, limit)) return;
  await transaction(async () => {
    const used = await lockUsage(metric, month);
    if (used + n > limit) throw exceeded(metric, limit, used);
    await setUsage(metric, month, used + n);
  });
}

/** The rows themselves are counted, so whatever made or deleted them is in. The lock holds until the caller's rows are committed. */
async function requireRoom(
  metric: Metric,
  n: number,
  limit: number,
  countRows: () => Promise<number>,
): Promise<void> {
  await transaction(async () => {
    await lockUsage(metric, ROW_PERIOD);
    const used = await countRows();
    if (used + n > limit) throw exceeded(metric, limit, used);
  });
}

const exceeded = (metric: Metric, limit: number, used: number): AppError =>
  new AppError("forbidden", "QUOTA_EXCEEDED", {
    message: "Your plan's limit is reached.",
    details: { metric, limit, used },
  });

export async function hasFeature(feature: Feature): Promise<boolean> {
  const terms = await termsOf(currentTenantId());
  return terms?.features[feature] ?? true;
}

export async function requireFeature(feature: Feature): Promise<void> {
  if (await hasFeature(feature)) return;
  const details = { feature };
  throw new AppError("forbidden", "FEATURE_NOT_IN_PLAN", {
    message: "Your plan does not include this.",
    details,
  });
}
