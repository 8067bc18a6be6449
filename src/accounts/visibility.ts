import type { Caller } from "../http/caller.ts";

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
