import { and, eq } from "drizzle-orm";
import { conversations } from "../conversations/tables.ts";
import { currentTenantId, db, inList } from "../db/index.ts";

/** Who has each conversation; those that do not exist are left out. */
export async function findAssignees(
  conversationIds: readonly string[],
): Promise<Map<string, string | null>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await db()
    .select({ id: conversations.id, assignedAgentId: conversations.assignedAgentId })
    .from(conversations)
    .where(
      and(eq(conversations.tenantId, currentTenantId()), inList(conversations.id, conversationIds)),
    );
  return new Map(rows.map(({ id, assignedAgentId }) => [id, assignedAgentId]));
}
