import type { TenantRow, UserRow } from "./queries.ts";
import type { Colleague, Tenant, User } from "./schema.ts";

/** Only what the contract names leaves the server: the row holds the password's hash too. */
export function userView(row: UserRow): User {
  const { id, tenantId, email, role, firstName, lastName, avatarUrl, status, settings } = row;
  const { lastLoginAt, createdAt, updatedAt } = row;
  const who = { id, tenantId, email, role, firstName, lastName, avatarUrl, status, settings };
  return { ...who, lastLoginAt, createdAt, updatedAt };
}

export const colleagueView = ({
  id,
  firstName,
  lastName,
  avatarUrl,
  status,
}: Pick<UserRow, "id" | "firstName" | "lastName" | "avatarUrl" | "status">): Colleague => ({
  id,
  name: `${firstName} ${lastName}`.trim(),
  avatarUrl,
  status,
});

export function tenantView(row: TenantRow): Tenant {
  const { id, name, subdomain, planId, parentId, status, createdAt, updatedAt } = row;
  const { timezone, language, currency, branding, settings } = row;
  const place = { timezone, language, currency, branding, settings };
  return { id, name, subdomain, planId, parentId, status, ...place, createdAt, updatedAt };
}
