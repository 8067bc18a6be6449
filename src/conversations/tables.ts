import { users } from "../accounts/tables.ts";
import { whatsappConnections } from "../connections/tables.ts";
import { contacts } from "../contacts/tables.ts";
import {
  belongsTo,
  createdAt,
  foreignKey,
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
  updatedAt,
  uuid,
} from "../db/columns.ts";

export const conversations = tenantTable(
  "conversations",
  {
    tenantId: tenantId(),
    id: id(),
    contactId: uuid().notNull(),
    whatsappConnectionId: uuid().notNull(),
    /** WhatsApp's group id; null for one-to-one chats. */
    groupId: text(),
    assignedAgentId: uuid(),
    status: oneOf("open", "pending", "resolved", "closed").notNull().default("open"),
    tags: json<string[]>().notNull(),
    unreadCount: int().notNull().default(0),
    lastMessageId: uuid(),
    lastMessageAt: timestamp().notNull(),
    /** Latest inbound message that was live: opens the reply window. */
    lastInboundAt: timestamp(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.contactId], contacts),
    belongsTo(
      [t.tenantId, t.whatsappConnectionId],
      whatsappConnections,
      "conversations_connection_fk",
    ),
    // An assignee may be deleted: the service sets null first, a composite key cannot null one column alone.
    foreignKey({
      name: "conversations_agent_fk",
      columns: [t.tenantId, t.assignedAgentId],
      foreignColumns: [users.tenantId, users.id],
    }),
    index("conversations_latest_idx").on(t.tenantId, t.lastMessageAt, t.id),
    index("conversations_status_idx").on(t.tenantId, t.status, t.lastMessageAt, t.id),
    index("conversations_agent_idx").on(
      t.tenantId,
      t.assignedAgentId,
      t.status,
      t.lastMessageAt,
      t.id,
    ),
    index("conversations_contact_idx").on(t.tenantId, t.contactId, t.lastMessageAt),
    index("conversations_chat_idx").on(t.tenantId, t.whatsappConnectionId, t.contactId),
    index("conversations_connection_idx").on(
      t.tenantId,
      t.whatsappConnectionId,
      t.lastMessageAt,
      t.id,
    ),
  ],
);
