import type { Caller } from "../http/caller.ts";
import { shortCache } from "../lib/short-cache.ts";
import { findTenant } from "./queries.ts";

/** Which conversations a caller may see; lists, single reads, search and realtime all ask here. */
export type ConversationVisibility =
  | { all: true }
  | { all: false; assignedTo: string; orUnassigned: boolean };

export function conversationVisibility(
  { role, userId }: Pick<Caller, "role" | "userId">,
  tenantSettings: Record<string, unknown>,
): ConversationVisibility {
  if (role !== "agent" || userId === null || tenantSettings["agentVisibility"] !== "own")
    return { all: true };
  return { all: false, assignedTo: userId, orUnassigned: true };
}

/** The same rule for one conversation in hand. */
export const isVisible = (
  visibility: ConversationVisibility,
  assignedAgentId: string | null,
): boolean =>
  visibility.all ||
  assignedAgentId === visibility.assignedTo ||
  (visibility.orUnassigned && assignedAgentId === null);

const TTL_MS = 5000;
const settings = shortCache<Record<string, unknown>>(TTL_MS);

/** What this caller may see, by the rule the tenant chose. In the tenant's scope. */
export async function visibilityOf(caller: Caller): Promise<ConversationVisibility> {
  if (caller.role !== "agent") return { all: true };
  return (await visibilityRule(caller.tenantId))(caller);
}

/** The rule in hand, for many callers of one tenant. In the tenant's scope. */
export async function visibilityRule(
  tenantId: string,
): Promise<(caller: Caller) => ConversationVisibility> {
  const load = async (): Promise<Record<string, unknown>> =>
    (await findTenant(tenantId))?.settings ?? {};
  const chosen = await settings.get(tenantId, load);
  return (caller) => conversationVisibility(caller, chosen);
}

/** After a tenant's settings changed. */
export const forgetVisibility = (): void => settings.clear();
