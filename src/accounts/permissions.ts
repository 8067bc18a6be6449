import type { Role } from "./schema.ts";

const AGENT = [
  "colleagues.read",
  "connections.read",
  "contacts.read",
  "contacts.write",
  "conversations.assign",
  "conversations.read",
  "conversations.write",
  "flows.read",
  "flows.run",
  "media.read",
  "media.write",
  "messages.read",
  "messages.send",
] as const;

const OWNER = [
  ...AGENT,
  "api_keys.read",
  "api_keys.write",
  "audit.read",
  "connections.write",
  "contacts.delete",
  "flows.write",
  "tenant.write",
  "users.read",
  "users.write",
] as const;

const PLATFORM = [...OWNER, "platform.admin"] as const;

const BY_ROLE: Record<Role, ReadonlySet<string>> = {
  admin: new Set(PLATFORM),
  user: new Set(OWNER),
  agent: new Set(AGENT),
};

/** What a role may do; every route names one of these strings. */
export const permissionsOf = (role: Role): ReadonlySet<string> => BY_ROLE[role];

/** What an API key can be given: all of a tenant's, never the platform's. */
export const API_KEY_SCOPES: readonly string[] = OWNER;
