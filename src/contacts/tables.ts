import { tenants } from "../accounts/tables.ts";
import {
  belongsTo,
  createdAt,
  id,
  index,
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

export const contacts = tenantTable(
  "contacts",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    phoneNumber: text(),
    name: text(),
    /** As WhatsApp last told it; `name` follows until somebody types another one. */
    profileName: text(),
    email: text(),
    avatarUrl: text(),
    customFields: json<Record<string, unknown>>().notNull(),
    tags: json<string[]>().notNull(),
    /** Wish told through WhatsApp; consent is asked in contacts/consent.ts only. */
    marketingOptedOutAt: timestamp(),
    lastContactedAt: timestamp(),
    /** Set when this contact was merged into another; lists leave it out. */
    mergedIntoId: uuid(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("contacts_phone_idx").on(t.tenantId, t.phoneNumber),
    index("contacts_merged_idx").on(t.tenantId, t.mergedIntoId),
  ],
);

/** A contact is found by any of its identities; each belongs to one contact of a tenant. */
export const contactIdentities = tenantTable(
  "contact_identities",
  {
    tenantId: tenantId(),
    kind: oneOf("phone", "bsuid", "lid", "username").notNull(),
    value: text().notNull(),
    contactId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.kind, t.value] }),
    belongsTo([t.tenantId, t.contactId], contacts),
    index("contact_identities_contact_idx").on(t.tenantId, t.contactId),
  ],
);

/** What a merge moved, so that it can be undone. */
export const contactMerges = tenantTable(
  "contact_merges",
  {
    tenantId: tenantId(),
    id: id(),
    winnerId: uuid().notNull(),
    loserId: uuid().notNull(),
    reason: text().notNull(),
    moved: json<{
      identities: { kind: "phone" | "bsuid" | "lid" | "username"; value: string }[];
      conversationIds: string[];
      /** What the winner had not and took over. */
      filled: {
        columns: ("phoneNumber" | "name" | "profileName" | "email" | "avatarUrl")[];
        tags: string[];
        customFields: string[];
      };
    }>().notNull(),
    undoneAt: timestamp(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.winnerId], contacts),
    index("contact_merges_winner_idx").on(t.tenantId, t.winnerId),
  ],
);
