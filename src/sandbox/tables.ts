import { whatsappConnections } from "../connections/tables.ts";
import {
  belongsTo,
  big,
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
import type { FaultKind, PhoneContent } from "./schema.ts";

/** One counter per simulated network: every change takes the next number, so a phone page can ask what it missed. */
export const sandboxNetworks = tenantTable(
  "sandbox_networks",
  {
    tenantId: tenantId(),
    connectionId: uuid().notNull(),
    revision: int().notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.connectionId] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "sandbox_networks_connection_fk"),
  ],
);

/** People with a simulated phone. */
export const sandboxContacts = tenantTable(
  "sandbox_contacts",
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid().notNull(),
    phone: text().notNull(),
    name: text().notNull(),
    /** Off: nothing is delivered until it is on again. */
    online: bool().notNull().default(true),
    /** Reads a second after delivery, without anybody at the phone page. */
    autoRead: bool().notNull().default(false),
    /** Opens the business's 24 hours. */
    lastWroteAt: timestamp(),
    /** The business shows that it types. */
    typingUntil: timestamp(),
    /** The latest message the phone has. */
    lastMessageId: uuid(),
    revision: int().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "sandbox_contacts_connection_fk"),
    uniqueIndex("sandbox_contacts_phone_uq").on(t.tenantId, t.connectionId, t.phone),
    index("sandbox_contacts_revision_idx").on(t.tenantId, t.connectionId, t.revision),
  ],
);

export const sandboxMessages = tenantTable(
  "sandbox_messages",
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid().notNull(),
    contactId: uuid().notNull(),
    waId: text().notNull(),
    author: oneOf("business", "contact").notNull(),
    content: json<PhoneContent>().notNull(),
    replyToWaId: text(),
    /** Echoed in statuses. */
    callbackId: text(),
    status: oneOf("sent", "delivered", "read", "failed").notNull(),
    errorCode: int(),
    businessReaction: text(),
    contactReaction: text(),
    /** How its webhooks misbehave. */
    delayMs: int().notNull().default(0),
    duplicates: int().notNull().default(0),
    revision: int().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.contactId], sandboxContacts, "sandbox_messages_contact_fk"),
    uniqueIndex("sandbox_messages_wa_uq").on(t.tenantId, t.connectionId, t.waId),
    index("sandbox_messages_contact_idx").on(t.tenantId, t.contactId, t.id),
    index("sandbox_messages_revision_idx").on(t.tenantId, t.connectionId, t.revision),
  ],
);

export const sandboxMedia = tenantTable(
  "sandbox_media",
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid().notNull(),
    storageKey: text().notNull(),
    mimeType: text().notNull(),
    fileName: text(),
    fileSize: big().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "sandbox_media_connection_fk"),
  ],
);

/** What goes wrong on purpose. */
export const sandboxFaults = tenantTable(
  "sandbox_faults",
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid().notNull(),
    kind: text().$type<FaultKind>().notNull(),
    /** Only with this contact; null = everybody. */
    phone: text(),
    /** How many more messages it hits; null = until it is removed. */
    remaining: int(),
    code: int(),
    delayMs: int(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "sandbox_faults_connection_fk"),
    index("sandbox_faults_connection_idx").on(t.tenantId, t.connectionId, t.id),
  ],
);
