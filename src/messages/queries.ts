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
import { messageReactions, messages, messageStatuses } from "./tables.ts";

export type MessageRow = typeof messages.$inferSelect;
export type NewMessage = typeof messages.$inferInsert;
export type Reaction = typeof messageReactions.$inferSelect;

const mine = () => eq(messages.tenantId, currentTenantId());

const ofTenant = eq(messages.tenantId, sql.placeholder("tenantId"));

const byIds = prepared((handle) =>
  handle
    .select()
    .from(messages)
    .where(and(ofTenant, inGiven(messages.id, "ids")))
    .prepare("messages_by_ids"),
);

export async function listMessagesByIds(ids: string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  return byIds().execute({ tenantId: currentTenantId(), ids: given(ids) });
}

export async function findMessageRow(id: string): Promise<MessageRow | undefined> {
  const [row] = await listMessagesByIds([id]);
  return row;
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

const reactionsTo = prepared((handle) =>
  handle
    .select()
    .from(messageReactions)
    .where(
      and(
        eq(messageReactions.tenantId, sql.placeholder("tenantId")),
        inGiven(messageReactions.messageId, "ids"),
      ),
    )
    .prepare("reactions_to"),
);

export async function listReactions(messageIds: string[]): Promise<Reaction[]> {
  if (messageIds.length === 0) return [];
  return reactionsTo().execute({ tenantId: currentTenantId(), ids: given(messageIds) });
}

const insertNew = bulkInsert(messages, (insert) => insert.onConflictDoNothing());

/** Answers those that are new; a WhatsApp id the connection already has is left alone. */
export async function insertMessages(list: NewMessage[]): Promise<MessageRow[]> {
  return insertNew(list);
}

const byWhatsappIds = prepared((handle) =>
  handle
    .select()
    .from(messages)
    .where(
      and(
        ofTenant,
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

const claimForSending = prepared((handle) =>
  handle
    .update(messages)
    .set({
      status: "sending",
      inFlightAt: sql`${sql.placeholder("at")}`,
      attempts: sql`${messages.attempts} + 1`,
    })
    .where(
      and(
        ofTenant,
        inGiven(messages.id, "ids"),
        inArray(messages.status, ["queued", "sending"]),
        isNull(messages.inFlightAt),
        isNull(messages.outcomeUnknownAt),
      ),
    )
    .returning()
    .prepare("claim_for_sending"),
);
const insertSteps = bulkInsert(messageStatuses, (insert) => insert.onConflictDoNothing());

/** Claims messages for one request each; those already in flight or settled are not returned. */
export async function markInFlight(ids: string[], at: Date): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const rows = await claimForSending().execute({
    tenantId: currentTenantId(),
    ids: given(ids),
    at,
  });
  const status = "sending" as const;
  await insertSteps(rows.map(({ tenantId, id }) => ({ tenantId, messageId: id, status, at })));
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

const recipientsOf = prepared((handle) =>
  handle
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
    .where(and(ofTenant, inGiven(messages.id, "ids")))
    .prepare("recipients_of"),
);

/** Whom each message is for, by message id: the contact with what it can be reached by. */
export async function listRecipients(messageIds: string[]): Promise<Map<string, Recipient>> {
  const recipients = new Map<string, Recipient>();
  if (messageIds.length === 0) return recipients;
  const tenantId = currentTenantId();
  const rows = await recipientsOf().execute({ tenantId, ids: given(messageIds) });
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
