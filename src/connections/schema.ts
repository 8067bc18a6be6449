import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Id, Instant, Name, Paged } from "../lib/schema.ts";

export const ConnectionStatus = z.enum(["connected", "disconnected", "connecting"]);

export const Connection = z.object({
  id: Id,
  tenantId: Id,
  name: z.string(),
  connectionType: z.string(),
  phoneNumber: z.string().nullable(),
  status: ConnectionStatus,
  /** Why it is not connected, in one sentence; null when all is well. */
  statusReason: z.string().nullable(),
  /** Non-secret settings as given; secrets show as `••••` with their last four characters. */
  settings: z.record(z.string(), z.unknown()),
  /** The same, for channels that are connected with credentials. */
  metaCredentials: z.record(z.string(), z.unknown()).nullable(),
  capabilities: z.record(z.string(), z.unknown()),
  /** Where Meta should deliver; null for channels that do not use webhooks. */
  webhookUrl: z.string().nullable(),
  lastConnectedAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Connection = z.input<typeof Connection>;

const MetaCredentials = z.object({
  phoneNumberId: z.string().regex(/^\d{1,32}$/),
  businessAccountId: z.string().regex(/^\d{1,32}$/),
  accessToken: z.string().min(1).max(2000),
  appSecret: z.string().min(1).max(200),
  verifyToken: z.string().min(1).max(200),
});

export const connectionsContract = {
  listConnections: route({
    method: "GET",
    path: "/whatsapp/connections",
    summary: "List WhatsApp connections",
    permission: "connections.read",
    query: Paged,
    out: Connection,
    list: "paged",
  }),
  createConnection: route({
    method: "POST",
    path: "/whatsapp/connections",
    summary: "Connect a WhatsApp number",
    permission: "connections.write",
    body: z.object({
      name: Name,
      connectionType: z.enum(["meta_api", "qr", "sandbox"]),
      phoneNumber: z.string().max(40).optional(),
      metaCredentials: MetaCredentials.optional(),
    }),
    out: Connection,
    status: 201,
  }),
  getConnection: route({
    method: "GET",
    path: "/whatsapp/connections/:id",
    summary: "Get a connection",
    permission: "connections.read",
    params: ById,
    out: Connection,
  }),
  updateConnection: route({
    method: "PATCH",
    path: "/whatsapp/connections/:id",
    summary: "Rename, or replace credentials",
    permission: "connections.write",
    params: ById,
    body: z.object({
      name: Name.optional(),
      metaCredentials: MetaCredentials.partial().optional(),
    }),
    out: Connection,
  }),
  deleteConnection: route({
    method: "DELETE",
    path: "/whatsapp/connections/:id",
    summary: "Delete a connection with its conversations",
    permission: "connections.write",
    params: ById,
    out: Done,
  }),
  getConnectionStatus: route({
    method: "GET",
    path: "/whatsapp/connections/:id/status",
    summary: "Ask the channel how it is",
    permission: "connections.read",
    params: ById,
    out: z.object({
      status: ConnectionStatus,
      statusReason: z.string().nullable(),
      checkedAt: Instant,
    }),
  }),
  reconnectConnection: route({
    method: "POST",
    path: "/whatsapp/connections/:id/reconnect",
    summary: "Check credentials and connect again",
    permission: "connections.write",
    params: ById,
    out: Connection,
  }),
  listDeliveries: route({
    method: "GET",
    path: "/whatsapp/connections/:id/deliveries",
    summary: "Raw webhook deliveries, latest first",
    permission: "connections.write",
    params: ById,
    query: Paged.extend({
      state: z.enum(["pending", "processed", "failed", "ignored"]).optional(),
    }),
    out: z.object({
      id: Id,
      state: z.string(),
      error: z.string().nullable(),
      receivedAt: Instant,
      processedAt: Instant.nullable(),
      size: z.number(),
    }),
    list: "paged",
  }),
  replayDelivery: route({
    method: "POST",
    path: "/whatsapp/connections/:id/deliveries/:deliveryId/replay",
    summary: "Process a stored delivery again; what is already there stays as it is",
    permission: "connections.write",
    params: z.object({ id: Id, deliveryId: Id }),
    out: Done,
    status: 202,
  }),
};
