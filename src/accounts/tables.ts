import {
  belongsTo,
  big,
  bool,
  createdAt,
  id,
  index,
  int,
  json,
  money,
  oneOf,
  primaryKey,
  table,
  tenantId,
  tenantTable,
  text,
  timestamp,
  uniqueIndex,
  updatedAt,
  uuid,
} from "../db/columns.ts";

export interface PlanFeatures {
  chatbotFlows: boolean;
  campaigns: boolean;
  apiAccess: boolean;
  webhooks: boolean;
  advancedAnalytics: boolean;
  multipleWhatsAppNumbers: boolean;
  customBranding: boolean;
  prioritySupport: boolean;
}
/** Null = unlimited. */
export interface PlanLimits {
  maxContacts: number | null;
  maxAgents: number | null;
  maxWhatsAppNumbers: number | null;
  maxCampaignsPerMonth: number | null;
  maxMessagesPerMonth: number | null;
  maxFlows: number | null;
  maxWebhooks: number | null;
}

export const subscriptionPlans = table("subscription_plans", {
  id: id().primaryKey(),
  name: text().notNull(),
  description: text(),
  priceCents: money().notNull().default(0),
  currency: text().notNull().default("USD"),
  billingCycle: oneOf("monthly", "quarterly", "annual").notNull().default("monthly"),
  features: json<PlanFeatures>().notNull(),
  limits: json<PlanLimits>().notNull(),
  isActive: bool().notNull().default(true),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

export const tenants = table(
  "tenants",
  {
    id: id().primaryKey(),
    name: text().notNull(),
    subdomain: text(),
    planId: uuid().references(() => subscriptionPlans.id),
    /** The agency that resells to this tenant. */
    parentId: uuid(),
    status: oneOf("active", "suspended", "cancelled").notNull().default("active"),
    timezone: text().notNull().default("UTC"),
    language: text().notNull().default("en"),
    currency: text().notNull().default("USD"),
    branding: json<Record<string, string>>().notNull(),
    settings: json<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    uniqueIndex("tenants_subdomain_uq").on(t.subdomain),
    index("tenants_parent_idx").on(t.parentId),
  ],
);

const ownTenant = () => tenantId().references(() => tenants.id, { onDelete: "cascade" });

export const users = tenantTable(
  "users",
  {
    tenantId: ownTenant(),
    id: id(),
    email: text().notNull(),
    passwordHash: text().notNull(),
    role: oneOf("admin", "user", "agent").notNull(),
    firstName: text().notNull().default(""),
    lastName: text().notNull().default(""),
    avatarUrl: text(),
    status: oneOf("active", "inactive", "suspended").notNull().default("active"),
    settings: json<Record<string, unknown>>().notNull(),
    lastLoginAt: timestamp(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    // Sign-in knows only the address, so it is unique across tenants.
    uniqueIndex("users_email_uq").on(t.email),
  ],
);

export const refreshTokens = tenantTable(
  "refresh_tokens",
  {
    tenantId: ownTenant(),
    id: id(),
    userId: uuid().notNull(),
    /** All tokens that descend from one sign-in. */
    familyId: uuid().notNull(),
    tokenHash: text().notNull(),
    expiresAt: timestamp().notNull(),
    usedAt: timestamp(),
    revokedAt: timestamp(),
    userAgent: text(),
    ipAddress: text(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.userId], users),
    uniqueIndex("refresh_tokens_hash_uq").on(t.tokenHash),
    index("refresh_tokens_user_idx").on(t.tenantId, t.userId),
    index("refresh_tokens_family_idx").on(t.tenantId, t.familyId),
  ],
);

export const passwordResets = tenantTable(
  "password_resets",
  {
    tenantId: ownTenant(),
    id: id(),
    userId: uuid().notNull(),
    tokenHash: text().notNull(),
    expiresAt: timestamp().notNull(),
    usedAt: timestamp(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.userId], users),
    uniqueIndex("password_resets_hash_uq").on(t.tokenHash),
  ],
);

export const apiKeys = tenantTable(
  "api_keys",
  {
    tenantId: ownTenant(),
    id: id(),
    name: text().notNull(),
    keyHash: text().notNull(),
    permissions: json<{ scopes: string[]; rateLimit?: number | undefined }>().notNull(),
    lastUsedAt: timestamp(),
    expiresAt: timestamp(),
    revokedAt: timestamp(),
    createdByUserId: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("api_keys_hash_uq").on(t.keyHash),
  ],
);

export const auditLogs = tenantTable(
  "audit_logs",
  {
    tenantId: ownTenant(),
    id: id(),
    userId: uuid(),
    action: text().notNull(),
    resourceType: text(),
    resourceId: text(),
    changes: json<Record<string, unknown>>(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Counts failures by account and by address; rows are upserted. */
export const loginAttempts = table("login_attempts", {
  key: text().primaryKey(),
  failures: int().notNull(),
  windowStartedAt: timestamp().notNull(),
  blockedUntil: timestamp(),
});

export const mailOutbox = table(
  "mail_outbox",
  {
    id: id().primaryKey(),
    forTenantId: uuid(),
    recipient: text().notNull(),
    template: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    sentAt: timestamp(),
    createdAt: createdAt(),
  },
  (t) => [index("mail_outbox_created_idx").on(t.createdAt)],
);

/** Usage that plans limit by month; other limits count rows. */
export const usageCounters = tenantTable(
  "usage_counters",
  {
    tenantId: ownTenant(),
    metric: text().notNull(),
    /** `2026-11`. */
    period: text().notNull(),
    used: big().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.metric, t.period] })],
);

/** Answers of requests that carried an Idempotency-Key, kept 24 hours. */
export const idempotencyKeys = tenantTable(
  "idempotency_keys",
  {
    tenantId: ownTenant(),
    key: text().notNull(),
    route: text().notNull(),
    bodyHash: text().notNull(),
    /** Null while the first request is under way. */
    status: int(),
    answer: json<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.route, t.key] }),
    index("idempotency_keys_created_idx").on(t.createdAt),
  ],
);

/** Facts of the installation: instance id, canary of the master key, site name. */
export const installation = table("installation", {
  key: text().primaryKey(),
  value: json<unknown>().notNull(),
  updatedAt: updatedAt(),
});
