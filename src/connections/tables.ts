import { tenants } from "../accounts/tables.ts";
import {
  belongsTo,
  bytes,
  createdAt,
  id,
  index,
  int,
  json,
  oneOf,
  primaryKey,
  table,
  tenantId,
  tenantTable,
  text,
  timestamp,
  uniqueIndex,
  updatedAt,
  uuid,
} from "../db/columns.ts";

export const whatsappConnections = tenantTable(
  "whatsapp_connections",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text().notNull(),
    connectionType: text().notNull(),
    phoneNumber: text(),
    status: oneOf("connected", "disconnected", "connecting").notNull().default("connecting"),
    statusReason: text(),
    settings: json<Record<string, unknown>>().notNull(),
    /** Sealed JSON of the secret settings. */
    secrets: text(),
    /** Meta's ids, by which platform-wide deliveries find the connection. */
    phoneNumberId: text(),
    accountId: text(),
    facts: json<Record<string, unknown>>().notNull(),
    lastConnectedAt: timestamp(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("whatsapp_connections_id_uq").on(t.id),
    // One owner per number: a second tenant claiming it would receive somebody else's messages.
    uniqueIndex("whatsapp_connections_number_uq").on(t.phoneNumberId),
    index("whatsapp_connections_account_idx").on(t.accountId),
  ],
);

/** What arrived, before anything is understood. Not a tenant's table: a platform delivery may concern several. */
export const webhookDeliveries = table(
  "webhook_deliveries",
  {
    id: id().primaryKey(),
    /** A connection's id, or `platform`. Deliveries of a lane are processed one after the other. */
    lane: text().notNull(),
    body: bytes().notNull(),
    state: oneOf("pending", "processed", "failed", "ignored").notNull().default("pending"),
    attempts: int().notNull().default(0),
    error: text(),
    receivedAt: timestamp().notNull(),
    processedAt: timestamp(),
  },
  (t) => [
    index("webhook_deliveries_lane_idx").on(t.lane, t.state, t.id),
    index("webhook_deliveries_state_idx").on(t.state, t.id),
  ],
);

/** Template, account, number, call and group events, typed, for the features that come for them. */
export const channelEvents = tenantTable(
  "channel_events",
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid().notNull(),
    field: text().notNull(),
    event: text().notNull(),
    payload: json<unknown>().notNull(),
    /** Makes a repeated delivery change nothing. */
    fingerprint: text().notNull(),
    occurredAt: timestamp().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections),
    uniqueIndex("channel_events_fingerprint_uq").on(t.tenantId, t.connectionId, t.fingerprint),
  ],
);
