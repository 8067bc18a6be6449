import { findFirstPlan, findPlan, insertPlan, type PlanRow } from "./plan-queries.ts";

/** Fixed, so that two processes starting on an empty database make one plan. */
const STANDARD_ID = "00000000-0000-7000-8000-000000000001";

/** What an installation sells until its owner says otherwise: everything, unlimited. */
export const STANDARD = {
  id: STANDARD_ID,
  name: "Standard",
  description: "Everything, without limits",
  features: {
    chatbotFlows: true,
    campaigns: true,
    apiAccess: true,
    webhooks: true,
    advancedAnalytics: true,
    multipleWhatsAppNumbers: true,
    customBranding: true,
    prioritySupport: true,
  },
  limits: {
    maxContacts: null,
    maxAgents: null,
    maxWhatsAppNumbers: null,
    maxCampaignsPerMonth: null,
    maxMessagesPerMonth: null,
    maxFlows: null,
    maxWebhooks: null,
  },
};

export async function defaultPlan(): Promise<PlanRow> {
  const plan =
    (await findFirstPlan()) ?? (await insertPlan(STANDARD)) ?? (await findPlan(STANDARD_ID));
  if (!plan) throw new Error("the default plan was not stored");
  return plan;
}
