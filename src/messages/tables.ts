import { sql } from "drizzle-orm";
import { whatsappConnections } from "../connections/tables.ts";
import { conversations } from "../conversations/tables.ts";
import {
  belongsTo,
  bool,
  createdAt,
  id,
  index,
  int,
  json,
  oneOf,
  primaryKey,
  tenantId,
  tenantTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "../db/columns.ts";

export interface MessageError {
  code: string;
  reason: string;
  retryable: boolean;
}

export const messages = tenantTable(
  "messages",
  {
    tenantId: tenantId(),
    id: id(),
    conversationId: uuid().notNull(),
    connectionId: uuid().notNull(),
    /** Unique per connection; null until WhatsApp accepted an outbound message. */
    whatsappMessageId: text(),
    direction: oneOf("inbound", "outbound").notNull(),
    type: text().notNull(),
    content: text(),
    mediaId: uuid(),
    metadata: json<Record<string, unknown>>().notNull(),
    /** Null for inbound messages and notes. Only `messages/ledger.ts` writes it, only forwards. */
    status: oneOf("queued", "sending", "sent", "delivered", "read", "failed"),
    error: json<MessageError>(),
    /** A request is on its way. Found set after a crash, it means that the outcome is unknown. */
    inFlightAt: timestamp(),
    /** The request left and no answer came: nothing is resent before a status or a person decides. */
    outcomeUnknownAt: timestamp(),
    replyToId: uuid(),
    replyToWhatsappId: text(),
    sentByUserId: uuid(),
    /** Inbound content announced but not there yet; the same WhatsApp id may bring it. */
    isPlaceholder: bool().notNull().default(false),
    source: oneOf("live", "echo", "history", "api").notNull().default("live"),
    attempts: int().notNull().default(0),
    editedAt: timestamp(),
    revokedAt: timestamp(),
    sentAt: timestamp().notNull(),
    deliveredAt: timestamp(),
    readAt: timestamp(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.conversationId], conversations, "messages_conversation_fk"),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "messages_connection_fk"),
    uniqueIndex("messages_whatsapp_uq").on(t.tenantId, t.connectionId, t.whatsappMessageId),
    index("messages_thread_idx").on(t.tenantId, t.conversationId, t.sentAt, t.id),
    index("messages_media_idx")
      .on(t.tenantId, t.mediaId)
      .where(sql`media_id is not null`),
  ],
);

/** Every step of an outbound message, once each. */
export const messageStatuses = tenantTable(
  "message_statuses",
  {
    tenantId: tenantId(),
    messageId: uuid().notNull(),
    status: oneOf("queued", "sending", "sent", "delivered", "read", "failed").notNull(),
    at: timestamp().notNull(),
    details: json<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId, t.status] }),
    belongsTo([t.tenantId, t.messageId], messages, "message_statuses_message_fk"),
  ],
);

/** Statuses of messages not known yet: applied when the send's answer names their id. */
export const earlyStatuses = tenantTable(
  "early_statuses",
  {
    tenantId: tenantId(),
    connectionId: uuid().notNull(),
    whatsappMessageId: text().notNull(),
    status: oneOf("sent", "delivered", "read", "failed").notNull(),
    at: timestamp().notNull(),
    error: json<MessageError>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.connectionId, t.whatsappMessageId, t.status] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "early_statuses_connection_fk"),
  ],
);

/** The latest reaction of each side to a message. */
export const messageReactions = tenantTable(
  "message_reactions",
  {
    tenantId: tenantId(),
    messageId: uuid().notNull(),
    /** `us` or a contact's id. */
    actor: text().notNull(),
    emoji: text().notNull(),
    at: timestamp().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.messageId, t.actor] }),
    belongsTo([t.tenantId, t.messageId], messages, "message_reactions_message_fk"),
  ],
);
