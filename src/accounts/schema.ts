import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Email, Id, Instant, Name, Paged } from "../lib/schema.ts";

export const Role = z.enum(["admin", "user", "agent"]);
export type Role = z.infer<typeof Role>;
export const UserStatus = z.enum(["active", "inactive", "suspended"]);

/** Ten characters or more; upper bound keeps argon2 from being a denial-of-service lever. */
export const Password = z.string().min(10).max(200);

export const User = z.object({
  id: Id,
  tenantId: Id,
  email: z.string(),
  role: Role,
  firstName: z.string(),
  lastName: z.string(),
  avatarUrl: z.string().nullable(),
  status: UserStatus,
  settings: z.record(z.string(), z.unknown()),
  lastLoginAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type User = z.input<typeof User>;

export const TenantStatus = z.enum(["active", "suspended", "cancelled"]);
export const Tenant = z.object({
  id: Id,
  name: z.string(),
  subdomain: z.string().nullable(),
  planId: Id.nullable(),
  parentId: Id.nullable(),
  status: TenantStatus,
  timezone: z.string(),
  language: z.string(),
  currency: z.string(),
  branding: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.unknown()),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Tenant = z.input<typeof Tenant>;

/** The signed-in person with what the SPA needs to draw itself. */
export const Me = z.object({ user: User, tenant: Tenant, permissions: z.array(z.string()) });
const Session = z.object({ user: User, token: z.string(), refreshToken: z.string() });

/** As much of a user as everybody in the tenant may know: whom to assign to, who wrote a note. */
export const Colleague = z.object({
  id: Id,
  name: z.string(),
  avatarUrl: z.string().nullable(),
  status: UserStatus,
});
export type Colleague = z.input<typeof Colleague>;

// Defaults are added for creation only: in a change they would overwrite what was left out.
const UserFields = z.object({
  email: Email,
  password: Password,
  role: z.enum(["user", "agent"]),
  firstName: Name,
  lastName: z.string().trim().max(200),
});
const UserInput = UserFields.extend({
  role: UserFields.shape.role.default("agent"),
  lastName: UserFields.shape.lastName.default(""),
});
export type UserInput = z.output<typeof UserInput>;
const UserChange = UserFields.partial();
export type UserChange = z.output<typeof UserChange>;

/** Whose conversations agents see: everybody's, or their own and those nobody has. */
export const TenantSettings = z.object({ agentVisibility: z.enum(["all", "own"]) });

const ApiKeyPermissions = z.object({
  scopes: z.array(z.string().max(60)).min(1).max(60),
  /** Requests a minute; 6,000 when left out. */
  rateLimit: z.number().int().min(1).max(60_000).optional(),
});
export const ApiKey = z.object({
  id: Id,
  tenantId: Id,
  name: z.string(),
  permissions: ApiKeyPermissions,
  lastUsedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  createdByUserId: Id.nullable(),
  createdAt: Instant,
});
const NewApiKey = z.object({
  name: Name,
  permissions: ApiKeyPermissions,
  expiresAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
});

export const accountsContract = {
  register: route({
    method: "POST",
    path: "/auth/register",
    summary: "Register a tenant and its owner",
    auth: "none",
    body: z.object({
      tenantName: Name,
      firstName: Name,
      lastName: z.string().trim().max(200).default(""),
      email: Email,
      password: Password,
      timezone: z.string().max(64).default("UTC"),
      language: z.string().max(12).default("en"),
    }),
    out: Session,
    status: 201,
  }),
  login: route({
    method: "POST",
    path: "/auth/login",
    summary: "Sign in",
    auth: "none",
    body: z.object({
      email: Email,
      password: z.string().max(200),
      otp: z.string().max(10).optional(),
    }),
    out: Session,
  }),
  logout: route({
    method: "POST",
    path: "/auth/logout",
    summary: "Sign out; ends this session's refresh family",
    auth: "none",
    body: z.object({ refreshToken: z.string().optional() }).default({}),
    out: Done,
  }),
  refresh: route({
    method: "POST",
    path: "/auth/refresh",
    summary: "Trade a refresh token for a new pair; re-use of an old one ends the family",
    auth: "none",
    body: z.object({ refreshToken: z.string().optional() }).default({}),
    out: Session,
  }),
  forgotPassword: route({
    method: "POST",
    path: "/auth/forgot-password",
    summary: "Mail a reset link; answers the same whether the address exists or not",
    auth: "none",
    body: z.object({ email: Email }),
    out: Done,
  }),
  resetPassword: route({
    method: "POST",
    path: "/auth/reset-password",
    summary: "Set a new password with the mailed token; ends every session",
    auth: "none",
    body: z.object({ token: z.string().max(200), password: Password }),
    out: Done,
  }),
  me: route({ method: "GET", path: "/auth/me", summary: "The signed-in user", out: Me }),
  updateMe: route({
    method: "PATCH",
    path: "/auth/me",
    summary: "Change own name, settings or password",
    body: z.object({
      firstName: Name.optional(),
      lastName: z.string().trim().max(200).optional(),
      settings: z.record(z.string(), z.unknown()).optional(),
      currentPassword: z.string().max(200).optional(),
      newPassword: Password.optional(),
    }),
    out: User,
  }),
  updateTenant: route({
    method: "PATCH",
    path: "/tenant",
    summary: "Change the own tenant's name, zone, language, currency, branding",
    permission: "tenant.write",
    body: z.object({
      name: Name.optional(),
      timezone: z.string().max(64).optional(),
      language: z.string().max(12).optional(),
      currency: z.string().length(3).optional(),
      branding: z.record(z.string(), z.string().max(500)).optional(),
      settings: TenantSettings.partial().optional(),
    }),
    out: Tenant,
  }),
  listUsers: route({
    method: "GET",
    path: "/users",
    summary: "List users",
    permission: "users.read",
    query: Paged.extend({ search: z.string().max(200).optional(), status: UserStatus.optional() }),
    out: User,
    list: "paged",
  }),
  listColleagues: route({
    method: "GET",
    path: "/colleagues",
    summary: "List the names of everybody in this tenant",
    permission: "colleagues.read",
    out: z.array(Colleague),
  }),
  createUser: route({
    method: "POST",
    path: "/users",
    summary: "Add a user",
    permission: "users.write",
    body: UserInput,
    out: User,
    status: 201,
  }),
  getUser: route({
    method: "GET",
    path: "/users/:id",
    summary: "Get a user",
    permission: "users.read",
    params: ById,
    out: User,
  }),
  updateUser: route({
    method: "PATCH",
    path: "/users/:id",
    summary: "Change a user",
    permission: "users.write",
    params: ById,
    body: UserChange,
    out: User,
  }),
  deleteUser: route({
    method: "DELETE",
    path: "/users/:id",
    summary: "Delete a user; what they wrote stays",
    permission: "users.write",
    params: ById,
    out: Done,
  }),
  setUserStatus: route({
    method: "PATCH",
    path: "/users/:id/status",
    summary: "Activate, deactivate or suspend a user; ends their sessions when not active",
    permission: "users.write",
    params: ById,
    body: z.object({ status: UserStatus }),
    out: User,
  }),
  listAuditLogs: route({
    method: "GET",
    path: "/audit-logs",
    summary: "List changes made in this tenant",
    permission: "audit.read",
    query: Paged,
    out: z.object({
      id: Id,
      tenantId: Id,
      userId: Id.nullable(),
      action: z.string(),
      resourceType: z.string().nullable(),
      resourceId: z.string().nullable(),
      changes: z.record(z.string(), z.unknown()).nullable(),
      ipAddress: z.string().nullable(),
      userAgent: z.string().nullable(),
      createdAt: Instant,
    }),
    list: "paged",
  }),
  listApiKeys: route({
    method: "GET",
    path: "/api-keys",
    summary: "List API keys; the keys themselves are not kept",
    permission: "api_keys.read",
    query: Paged,
    out: ApiKey,
    list: "paged",
  }),
  createApiKey: route({
    method: "POST",
    path: "/api-keys",
    summary: "Make an API key; the answer is the only place that shows it",
    permission: "api_keys.write",
    body: NewApiKey,
    out: ApiKey.extend({ key: z.string() }),
    status: 201,
  }),
  deleteApiKey: route({
    method: "DELETE",
    path: "/api-keys/:id",
    summary: "Revoke an API key at once",
    permission: "api_keys.write",
    params: ById,
    out: Done,
  }),
};
