import { z } from "zod";
import { Tenant, TenantStatus } from "../accounts/schema.ts";
import { route } from "../lib/contract.ts";
import { ById, Id, Instant, Name, Paged } from "../lib/schema.ts";

/** Null = unlimited. */
const Limit = z.number().int().min(0).nullable();
export const Plan = z.object({
  id: Id,
  name: z.string(),
  description: z.string().nullable(),
  /** The same amount in units of the currency and in hundredths of it. */
  price: z.number(),
  priceCents: z.number().int(),
  currency: z.string(),
  billingCycle: z.enum(["monthly", "quarterly", "annual"]),
  features: z.object({
    chatbotFlows: z.boolean(),
    campaigns: z.boolean(),
    apiAccess: z.boolean(),
    webhooks: z.boolean(),
    advancedAnalytics: z.boolean(),
    multipleWhatsAppNumbers: z.boolean(),
    customBranding: z.boolean(),
    prioritySupport: z.boolean(),
  }),
  limits: z.object({
    maxContacts: Limit,
    maxAgents: Limit,
    maxWhatsAppNumbers: Limit,
    maxCampaignsPerMonth: Limit,
    maxMessagesPerMonth: Limit,
    maxFlows: Limit,
    maxWebhooks: Limit,
  }),
  isActive: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});
const PlanFields = z.object({
  name: Name,
  description: z.string().trim().max(2000).nullable(),
  price: z.number().min(0).max(10_000_000),
  priceCents: z.number().int().min(0),
  currency: z.string().length(3),
  billingCycle: Plan.shape.billingCycle,
  isActive: z.boolean(),
});
const PlanInput = PlanFields.partial().extend({
  name: Name,
  features: Plan.shape.features,
  limits: Plan.shape.limits,
});
/** Features and limits that are left out stay. */
const PlanChange = PlanFields.partial().extend({
  features: Plan.shape.features.partial().optional(),
  limits: Plan.shape.limits.partial().optional(),
});
export type PlanInput = z.output<typeof PlanInput>;
export type PlanChange = z.output<typeof PlanChange>;

export const platformContract = {
  adminListTenants: route({
    method: "GET",
    path: "/admin/tenants",
    summary: "List the tenants of this installation",
    permission: "platform.admin",
    query: Paged.extend({
      search: z.string().max(200).optional(),
      status: TenantStatus.optional(),
    }),
    out: Tenant,
    list: "paged",
  }),
  adminGetTenant: route({
    method: "GET",
    path: "/admin/tenants/:id",
    summary: "Get a tenant",
    permission: "platform.admin",
    params: ById,
    out: Tenant,
  }),
  adminUpdateTenant: route({
    method: "PATCH",
    path: "/admin/tenants/:id",
    summary: "Change a tenant's name, plan, agency or status",
    permission: "platform.admin",
    params: ById,
    body: z.object({
      name: Name.optional(),
      status: TenantStatus.optional(),
      planId: Id.optional(),
      parentId: Id.nullable().optional(),
    }),
    out: Tenant,
  }),
  adminListPlans: route({
    method: "GET",
    path: "/admin/plans",
    summary: "List plans",
    permission: "platform.admin",
    query: Paged,
    out: Plan,
    list: "paged",
  }),
  adminCreatePlan: route({
    method: "POST",
    path: "/admin/plans",
    summary: "Add a plan",
    permission: "platform.admin",
    body: PlanInput,
    out: Plan,
    status: 201,
  }),
  adminUpdatePlan: route({
    method: "PATCH",
    path: "/admin/plans/:id",
    summary: "Change a plan; holds for its tenants within seconds",
    permission: "platform.admin",
    params: ById,
    body: PlanChange,
    out: Plan,
  }),
};
