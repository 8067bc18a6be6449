import { countPlans, listPlanRows, type PlanRow } from "../accounts/plan-queries.ts";
import { countTenants, listTenantRows } from "../accounts/queries.ts";
import { getTenant } from "../accounts/tenants.ts";
import { tenantView } from "../accounts/views.ts";
import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { paged } from "../http/paged.ts";
import { countMatching, listJobs } from "../jobs/queries.ts";
import { jobsContract } from "../jobs/schema.ts";
import { jobView, retryAnyJob } from "./jobs.ts";
import { createPlan, updatePlan } from "./plans.ts";
import { platformContract } from "./schema.ts";
import { updateAnyTenant } from "./tenants.ts";

const listTenants = async (query: Parameters<typeof listTenantRows>[0]) =>
  (await listTenantRows(query)).map(tenantView);

const planView = (row: PlanRow) => ({ ...row, price: row.priceCents / 100 });
const listPlans = async (query: Parameters<typeof listPlanRows>[0]) =>
  (await listPlanRows(query)).map(planView);

const platform = implement(platformContract)({
  adminListTenants: async ({ query }) => paged(query, listTenants(query), countTenants(query)),
  adminGetTenant: async ({ params }) => tenantView(await getTenant(params.id)),
  adminUpdateTenant: async ({ params, body, caller }) =>
    tenantView(await updateAnyTenant(params.id, body, caller)),
  adminListPlans: async ({ query }) => paged(query, listPlans(query), countPlans()),
  adminCreatePlan: async ({ body }) => planView(await createPlan(body)),
  adminUpdatePlan: async ({ params, body }) => planView(await updatePlan(params.id, body)),
});

const listJobViews = async (query: Parameters<typeof listJobs>[0]) =>
  (await listJobs(query)).map(jobView);

const jobs = implement(jobsContract)({
  adminListJobs: async ({ query }) => paged(query, listJobViews(query), countMatching(query)),
  adminRetryJob: async ({ params }) => jobView(await retryAnyJob(params.id)),
});

export const platformFeature: Feature = { api: [platform, jobs] };
