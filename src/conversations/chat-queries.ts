import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import {
  bulkInsert,
  currentTenantId,
  db,
  given,
  greatest,
  inGiven,
  prepared,
} from "../db/index.ts";
import type { ConversationRow, NewConversation } from "./queries.ts";
import { conversations } from "./tables.ts";

const activeChats = prepared((handle) =>
  handle
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, sql.placeholder("tenantId")),
        eq(conversations.whatsappConnectionId, sql.placeholder("connectionId")),
        inGiven(conversations.contactId, "contactIds"),
        isNull(conversations.groupId),
        ne(conversations.status, "closed"),
      ),
    )
    .prepare("active_chats"),
);

/** Chats that take new messages: the latest not closed one of each contact on a connection. */
export async function findActiveConversations(
  connectionId: string,
  contactIds: string[],
): Promise<ConversationRow[]> {
  if (contactIds.length === 0) return [];
  const tenantId = currentTenantId();
  const found = await activeChats().execute({
    tenantId,
    connectionId,
    contactIds: given(contactIds),
  });
  // Sorted here: asked to sort by id, SQLite walks the tenant's whole key instead of the chats.
  return found.toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

export async function findGroupConversations(
  connectionId: string,
  groupIds: string[],
): Promise<ConversationRow[]> {
  if (groupIds.length === 0) return [];
  return db()
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, currentTenantId()),
        eq(conversations.whatsappConnectionId, connectionId),
        inArray(conversations.groupId, groupIds),
      ),
    );
}

/** Creates and bumps in one statement; counters add up, times only grow. */
const upsertBumps = bulkInsert(conversations, (insert) =>
  insert.onConflictDoUpdate({
    target: [conversations.tenantId, conversations.id],
    set: {
      unreadCount: sql`${conversations.unreadCount} + excluded.unread_count`,
      status: sql`excluded.status`,
      lastMessageId: sql`case when excluded.last_message_at >= ${conversations.lastMessageAt} then excluded.last_message_id else ${conversations.lastMessageId} end`,
      lastInboundAt: sql`case when excluded.last_inbound_at is null then ${conversations.lastInboundAt} when ${conversations.lastInboundAt} is null or excluded.last_inbound_at > ${conversations.lastInboundAt} then excluded.last_inbound_at else ${conversations.lastInboundAt} end`,
      lastMessageAt: greatest(conversations.lastMessageAt, sql.raw("excluded.last_message_at")),
      updatedAt: sql`excluded.updated_at`,
    },
  }),
);

export async function bumpConversations(rows: NewConversation[]): Promise<void> {
  await upsertBumps(rows);
}
