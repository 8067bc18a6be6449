import { listPlanRows } from "../accounts/plan-queries.ts";
import { countTenants, listTenantRows } from "../accounts/queries.ts";
import { getTenant } from "../accounts/tenants.ts";
import { tenantView } from "../accounts/views.ts";
import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { paged } from "../http/paged.ts";
import { createPlan, updatePlan } from "./plans.ts";
import { platformContract } from "./schema.ts";
import { updateAnyTenant } from "./tenants.ts";

const listTenants = async (query: Parameters<typeof listTenantRows>[0]) =>
  (await listTenantRows(query)).map(tenantView);

const platform = implement(platformContract)({
  adminListTenants: async ({ query }) => paged(query, listTenants(query), countTenants(query)),
  adminGetTenant: async ({ params }) => tenantView(await getTenant(params.id)),
  adminUpdateTenant: async ({ params, body, caller }) =>
    tenantView(await updateAnyTenant(params.id, body, caller)),
  adminListPlans: async () => listPlanRows(),
  adminCreatePlan: async ({ body }) => createPlan(body),
  adminUpdatePlan: async ({ params, body }) => updatePlan(params.id, body),
});

export const platformFeature: Feature = { api: [platform] };
