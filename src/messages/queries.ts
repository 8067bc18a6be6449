import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import {
  bulkInsert,
  currentTenantId,
  db,
  given,
  inGiven,
  prepared,
  rowBefore,
} from "../db/index.ts";
import { contactIdentities, contacts } from "../contacts/tables.ts";
import { conversations } from "../conversations/tables.ts";
import { mediaUrl } from "../media/links.ts";
import { MessageType, type Message } from "./schema.ts";
import { messageReactions, messages, messageStatuses } from "./tables.ts";

export type MessageRow = typeof messages.$inferSelect;
export type NewMessage = typeof messages.$inferInsert;
type Reaction = typeof messageReactions.$inferSelect;

const mine = () => eq(messages.tenantId, currentTenantId());

export async function findMessageRow(id: string): Promise<MessageRow | undefined> {
  const [row] = await db()
    .select()
    .from(messages)
    .where(and(mine(), eq(messages.id, id)));
  return row;
}

export async function findMessagesByIds(ids: string[]): Promise<Message[]> {
  if (ids.length === 0) return [];
  const rows = await db()
    .select()
    .from(messages)
    .where(and(mine(), inArray(messages.id, ids)));
  return withReactions(rows);
}

/** Latest first; ties in time are ordered by id. */
export async function listMessageRows(
  conversationId: string,
  before: [Date, string] | undefined,
  limit: number,
): Promise<MessageRow[]> {
  return db()
    .select()
    .from(messages)
    .where(
      and(
        mine(),
        eq(messages.conversationId, conversationId),
        before ? rowBefore([messages.sentAt, messages.id], before) : undefined,
      ),
    )
    .orderBy(desc(messages.sentAt), desc(messages.id))
    .limit(limit);
}

export async function withReactions(rows: MessageRow[]): Promise<Message[]> {
  const byMessage = new Map<string, Reaction[]>();
  if (rows.length > 0) {
    const found = await db()
      .select()
      .from(messageReactions)
      .where(
        and(
          eq(messageReactions.tenantId, currentTenantId()),
          inArray(
            messageReactions.messageId,
            rows.map(({ id }) => id),
          ),
        ),
      );
    for (const reaction of found) {
      byMessage.set(reaction.messageId, [...(byMessage.get(reaction.messageId) ?? []), reaction]);
    }
  }
  return rows.map((row) => toMessage(row, byMessage.get(row.id) ?? []));
}

const UNKNOWN_OUTCOME = {
  code: "OUTCOME_UNKNOWN",
  reason:
    "The connection broke while sending, so we cannot tell whether it was sent. It is not repeated by itself.",
  retryable: true,
};

export function toMessage(row: MessageRow, reactions: Reaction[]): Message {
  const type = MessageType.safeParse(row.type);
  return {
    id: row.id,
    tenantId: row.tenantId,
    conversationId: row.conversationId,
    whatsAppMessageId: row.whatsappMessageId,
    direction: row.direction,
    type: type.success ? type.data : "unsupported",
    content: row.content,
    mediaUrl: row.mediaId === null ? null : mediaUrl(row.tenantId, row.mediaId),
    metadata: row.metadata,
    status: row.status,
    error: row.outcomeUnknownAt === null ? row.error : UNKNOWN_OUTCOME,
    replyToId: row.replyToId,
    reactions: reactions.map(({ emoji, actor }) => ({
      emoji,
      from: actor === "us" ? "us" : "contact",
    })),
    sentByUserId: row.sentByUserId,
    editedAt: row.editedAt,
    revokedAt: row.revokedAt,
    sentAt: row.sentAt,
    deliveredAt: row.deliveredAt,
    readAt: row.readAt,
    createdAt: row.createdAt,
  };
}

const insertNew = bulkInsert(messages, (insert) => insert.onConflictDoNothing());

/** Ids that are new; a WhatsApp id the connection already has is left alone. */
export async function insertMessages(list: NewMessage[]): Promise<Set<string>> {
  return new Set((await insertNew(list)).map(({ id }) => id));
}

const byWhatsappIds = prepared((handle) =>
  handle
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, sql.placeholder("tenantId")),
        eq(messages.connectionId, sql.placeholder("connectionId")),
        inGiven(messages.whatsappMessageId, "waIds"),
      ),
    )
    .prepare("messages_by_whatsapp_ids"),
);

export async function findByWhatsappIds(
  connectionId: string,
  waIds: string[],
): Promise<MessageRow[]> {
  if (waIds.length === 0) return [];
  const tenantId = currentTenantId();
  return byWhatsappIds().execute({ tenantId, connectionId, waIds: given(waIds) });
}

export async function setMessage(id: string, values: Partial<NewMessage>): Promise<void> {
  await db()
    .update(messages)
    .set(values)
    .where(and(mine(), eq(messages.id, id)));
}

/** Claims messages for one request each; those already in flight or settled are not returned. */
export async function markInFlight(ids: string[], at: Date): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const rows = await db()
    .update(messages)
    .set({ status: "sending", inFlightAt: at, attempts: sql`${messages.attempts} + 1` })
    .where(
      and(
        mine(),
        inArray(messages.id, ids),
        inArray(messages.status, ["queued", "sending"]),
        isNull(messages.inFlightAt),
        isNull(messages.outcomeUnknownAt),
      ),
    )
    .returning();
  if (rows.length === 0) return rows;
  await db()
    .insert(messageStatuses)
    .values(
      rows.map(({ tenantId, id }) => ({ tenantId, messageId: id, status: "sending" as const, at })),
    )
    .onConflictDoNothing();
  return rows;
}

/** A request began and never ended: whoever made it is gone. */
export async function markOutcomeUnknown(
  ids: string[],
  at: Date,
): Promise<{ id: string; conversationId: string }[]> {
  if (ids.length === 0) return [];
  return db()
    .update(messages)
    .set({ outcomeUnknownAt: at, inFlightAt: null })
    .where(
      and(
        mine(),
        inArray(messages.id, ids),
        eq(messages.status, "sending"),
        isNull(messages.outcomeUnknownAt),
      ),
    )
    .returning({ id: messages.id, conversationId: messages.conversationId });
}

/** The attempt certainly did not go through: it may be repeated. */
export async function clearInFlight(id: string): Promise<void> {
  await db()
    .update(messages)
    .set({ inFlightAt: null })
    .where(and(mine(), eq(messages.id, id), eq(messages.status, "sending")));
}

export async function upsertReaction(
  messageId: string,
  actor: string,
  emoji: string | null,
  at: Date,
): Promise<void> {
  const tenantId = currentTenantId();
  if (emoji === null) {
    await db()
      .delete(messageReactions)
      .where(
        and(
          eq(messageReactions.tenantId, tenantId),
          eq(messageReactions.messageId, messageId),
          eq(messageReactions.actor, actor),
        ),
      );
    return;
  }
  await db()
    .insert(messageReactions)
    .values({ tenantId, messageId, actor, emoji, at })
    .onConflictDoUpdate({
      target: [messageReactions.tenantId, messageReactions.messageId, messageReactions.actor],
      set: { emoji, at },
    });
}

export async function findLatestInbound(conversationId: string): Promise<MessageRow | undefined> {
  const [row] = await db()
    .select()
    .from(messages)
    .where(
      and(mine(), eq(messages.conversationId, conversationId), eq(messages.direction, "inbound")),
    )
    .orderBy(desc(messages.sentAt), desc(messages.id))
    .limit(1);
  return row;
}

export interface Recipient {
  contactId: string;
  identity: { phone?: string; bsuid?: string; lid?: string };
}

/** Whom each message is for, by message id: the contact with what it can be reached by. */
export async function listRecipients(messageIds: string[]): Promise<Map<string, Recipient>> {
  const recipients = new Map<string, Recipient>();
  if (messageIds.length === 0) return recipients;
  const rows = await db()
    .select({
      messageId: messages.id,
      contactId: conversations.contactId,
      phone: contacts.phoneNumber,
      kind: contactIdentities.kind,
      value: contactIdentities.value,
    })
    .from(messages)
    .innerJoin(
      conversations,
      and(
        eq(conversations.tenantId, messages.tenantId),
        eq(conversations.id, messages.conversationId),
      ),
    )
    .innerJoin(
      contacts,
      and(eq(contacts.tenantId, conversations.tenantId), eq(contacts.id, conversations.contactId)),
    )
    .leftJoin(
      contactIdentities,
      and(
        eq(contactIdentities.tenantId, conversations.tenantId),
        eq(contactIdentities.contactId, conversations.contactId),
      ),
    )
    .where(and(mine(), inArray(messages.id, messageIds)));
  for (const { messageId, contactId, phone, kind, value } of rows) {
    const recipient = recipients.get(messageId) ?? {
      contactId,
      identity: phone === null ? {} : { phone },
    };
    if (value !== null && (kind === "bsuid" || kind === "lid")) recipient.identity[kind] ??= value;
    recipients.set(messageId, recipient);
  }
  return recipients;
}
