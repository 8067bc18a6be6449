import { and, count, desc, eq, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { users } from "../accounts/tables.ts";
import type { ConversationVisibility as Visibility } from "../accounts/visibility.ts";
import { findChannel } from "../channels/registry.ts";
import { whatsappConnections } from "../connections/tables.ts";
import { contacts } from "../contacts/tables.ts";
import { contains, currentTenantId, db, jsonHas, prepared, rowBefore } from "../db/index.ts";
import { messages } from "../messages/tables.ts";
import type { Conversation } from "./schema.ts";
import { conversations } from "./tables.ts";

export type ConversationRow = typeof conversations.$inferSelect;
export type NewConversation = typeof conversations.$inferInsert;

const mine = () => eq(conversations.tenantId, currentTenantId());

/** The one visibility rule as a condition; everything that reads conversations passes it. */
export function visible(visibility: Visibility): SQL | undefined {
  if (visibility.all) return undefined;
  const own = eq(conversations.assignedAgentId, visibility.assignedTo);
  return visibility.orUnassigned ? or(own, isNull(conversations.assignedAgentId)) : own;
}

const columns = {
  row: conversations,
  contactName: contacts.name,
  contactPhone: contacts.phoneNumber,
  contactAvatar: contacts.avatarUrl,
  connectionName: whatsappConnections.name,
  connectionType: whatsappConnections.connectionType,
  agentFirstName: users.firstName,
  agentLastName: users.lastName,
  lastType: messages.type,
  lastDirection: messages.direction,
  lastContent: messages.content,
  lastStatus: messages.status,
};

function joined() {
  return (
    db()
      .select(columns)
      .from(conversations)
      // Inner joins SQLite would begin elsewhere, and then sort all chats for each page.
      .leftJoin(
        contacts,
        and(
          eq(contacts.tenantId, conversations.tenantId),
          eq(contacts.id, conversations.contactId),
        ),
      )
      .leftJoin(
        whatsappConnections,
        and(
          eq(whatsappConnections.tenantId, conversations.tenantId),
          eq(whatsappConnections.id, conversations.whatsappConnectionId),
        ),
      )
      .leftJoin(
        users,
        and(
          eq(users.tenantId, conversations.tenantId),
          eq(users.id, conversations.assignedAgentId),
        ),
      )
      .leftJoin(
        messages,
        and(
          eq(messages.tenantId, conversations.tenantId),
          eq(messages.id, conversations.lastMessageId),
        ),
      )
  );
}
type Joined = Awaited<ReturnType<typeof joined>>[number];

const HOUR_MS = 3_600_000;
const PREVIEW_LENGTH = 200;

function toConversation(found: Joined): Conversation {
  const { row } = found;
  const hours = findChannel(found.connectionType ?? "")?.capabilities.replyWindowHours ?? null;
  const opened = row.lastInboundAt;
  return {
    id: row.id,
    tenantId: row.tenantId,
    contactId: row.contactId,
    contact: {
      id: row.contactId,
      name: found.contactName,
      phoneNumber: found.contactPhone,
      avatarUrl: found.contactAvatar,
    },
    whatsAppConnectionId: row.whatsappConnectionId,
    connectionName: found.connectionName ?? "",
    assignedAgentId: row.assignedAgentId,
    assignedAgentName:
      found.agentFirstName === null
        ? null
        : `${found.agentFirstName} ${found.agentLastName ?? ""}`.trim(),
    status: row.status,
    tags: row.tags,
    unreadCount: row.unreadCount,
    lastMessage:
      row.lastMessageId === null || found.lastType === null || found.lastDirection === null
        ? null
        : {
            id: row.lastMessageId,
            type: found.lastType,
            direction: found.lastDirection,
            content: found.lastContent?.slice(0, PREVIEW_LENGTH) ?? null,
            status: found.lastStatus,
          },
    lastMessageAt: row.lastMessageAt,
    windowExpiresAt:
      hours === null || opened === null ? null : new Date(opened.getTime() + hours * HOUR_MS),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export async function findConversation(
  id: string,
  visibility: Visibility,
): Promise<Conversation | undefined> {
  const [found] = await joined().where(and(mine(), eq(conversations.id, id), visible(visibility)));
  return found && toConversation(found);
}

export async function findConversationsByIds(ids: string[]): Promise<Conversation[]> {
  if (ids.length === 0) return [];
  const found = await joined().where(and(mine(), inArray(conversations.id, ids)));
  return found.map(toConversation);
}

const rowById = prepared((handle) =>
  handle
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, sql.placeholder("tenantId")),
        eq(conversations.id, sql.placeholder("id")),
      ),
    )
    .prepare("conversation_by_id"),
);

export async function findConversationRow(
  id: string,
  visibility: Visibility,
): Promise<ConversationRow | undefined> {
  if (visibility.all) return (await rowById().execute({ tenantId: currentTenantId(), id }))[0];
  const [row] = await db()
    .select()
    .from(conversations)
    .where(and(mine(), eq(conversations.id, id), visible(visibility)));
  return row;
}

export interface ConversationFilter {
  status?: ConversationRow["status"] | undefined;
  /** A user's id, or `none`. */
  assigned?: string | undefined;
  connectionId?: string | undefined;
  contactId?: string | undefined;
  search?: string | undefined;
  unread?: boolean | undefined;
  tag?: string | undefined;
  before: [Date, string] | undefined;
  limit: number;
}

export async function listConversationPage(
  filter: ConversationFilter,
  visibility: Visibility,
): Promise<Conversation[]> {
  const { status, assigned, connectionId, contactId, search, unread, tag, before, limit } = filter;
  const found = await joined()
    .where(
      and(
        mine(),
        visible(visibility),
        status === undefined ? undefined : eq(conversations.status, status),
        assigned === undefined ? undefined : assignedTo(assigned),
        connectionId === undefined
          ? undefined
          : eq(conversations.whatsappConnectionId, connectionId),
        contactId === undefined ? undefined : eq(conversations.contactId, contactId),
        search
          ? or(contains(contacts.name, search), contains(contacts.phoneNumber, search))
          : undefined,
        unread ? ne(conversations.unreadCount, 0) : undefined,
        tag === undefined ? undefined : jsonHas(conversations.tags, tag),
        before ? rowBefore([conversations.lastMessageAt, conversations.id], before) : undefined,
      ),
    )
    .orderBy(desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(limit);
  return found.map(toConversation);
}

const assignedTo = (agent: string): SQL =>
  agent === "none"
    ? isNull(conversations.assignedAgentId)
    : eq(conversations.assignedAgentId, agent);

export async function countOpen(visibility: Visibility, userId: string | null) {
  const counted = async (...conditions: (SQL | undefined)[]): Promise<number> => {
    const [row] = await db()
      .select({ n: count() })
      .from(conversations)
      .where(and(mine(), visible(visibility), eq(conversations.status, "open"), ...conditions));
    return row?.n ?? 0;
  };
  const [mineCount, unassigned, all, unread] = await Promise.all([
    userId === null ? 0 : counted(eq(conversations.assignedAgentId, userId)),
    counted(isNull(conversations.assignedAgentId)),
    counted(),
    counted(ne(conversations.unreadCount, 0)),
  ]);
  return { mine: mineCount, unassigned, all, unread };
}

export async function setConversation(id: string, values: Partial<NewConversation>): Promise<void> {
  await db()
    .update(conversations)
    .set(values)
    .where(and(mine(), eq(conversations.id, id)));
}

export async function lockConversationRow(
  id: string,
  visibility: Visibility,
): Promise<ConversationRow | undefined> {
  const [row] = await db()
    .update(conversations)
    .set({ unreadCount: sql`${conversations.unreadCount}` })
    .where(and(mine(), eq(conversations.id, id), visible(visibility)))
    .returning();
  return row;
}

export async function isAssignable(userId: string): Promise<boolean> {
  const rows = await db()
    .select({ id: users.id })
    .from(users)
    .where(
      and(eq(users.tenantId, currentTenantId()), eq(users.id, userId), eq(users.status, "active")),
    );
  return rows.length === 1;
}

/** Answers the conversations set free. */
export async function unassignAll(userId: string): Promise<string[]> {
  const rows = await db()
    .update(conversations)
    .set({ assignedAgentId: null })
    .where(and(mine(), eq(conversations.assignedAgentId, userId)))
    .returning({ id: conversations.id });
  return rows.map(({ id }) => id);
}
