import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Id, Instant, Keyset } from "../lib/schema.ts";

export const ConversationStatus = z.enum(["open", "pending", "resolved", "closed"]);

const Tag = z.string().trim().min(1).max(60);

export const Conversation = z.object({
  id: Id,
  tenantId: Id,
  contactId: Id,
  contact: z.object({
    id: Id,
    name: z.string().nullable(),
    phoneNumber: z.string().nullable(),
    avatarUrl: z.string().nullable(),
  }),
  whatsAppConnectionId: Id,
  connectionName: z.string(),
  assignedAgentId: Id.nullable(),
  assignedAgentName: z.string().nullable(),
  status: ConversationStatus,
  tags: z.array(z.string()),
  unreadCount: z.number().int(),
  lastMessage: z
    .object({
      id: Id,
      type: z.string(),
      direction: z.enum(["inbound", "outbound"]),
      content: z.string().nullable(),
      status: z.string().nullable(),
    })
    .nullable(),
  lastMessageAt: Instant.nullable(),
  /** When the 24-hour window shuts; null when none is open or the channel has none. */
  windowExpiresAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Conversation = z.input<typeof Conversation>;

export const conversationsContract = {
  listConversations: route({
    method: "GET",
    path: "/conversations",
    summary: "List conversations, latest message first",
    permission: "conversations.read",
    query: Keyset.extend({
      status: ConversationStatus.optional(),
      /** `me`, `none` or a user's id. */
      assigned: z.union([z.enum(["me", "none"]), Id]).optional(),
      connectionId: Id.optional(),
      contactId: Id.optional(),
      search: z.string().max(200).optional(),
      unread: z.enum(["true"]).optional(),
      tag: Tag.optional(),
    }),
    out: Conversation,
    list: "keyset",
  }),
  countConversations: route({
    method: "GET",
    path: "/conversations/counts",
    summary: "Open conversations by tab",
    permission: "conversations.read",
    out: z.object({
      mine: z.number(),
      unassigned: z.number(),
      all: z.number(),
      unread: z.number(),
    }),
  }),
  getConversation: route({
    method: "GET",
    path: "/conversations/:id",
    summary: "Get a conversation",
    permission: "conversations.read",
    params: ById,
    out: Conversation,
  }),
  updateConversation: route({
    method: "PATCH",
    path: "/conversations/:id",
    summary: "Change status or assignee",
    permission: "conversations.write",
    params: ById,
    body: z.object({
      status: ConversationStatus.optional(),
      assignedAgentId: Id.nullable().optional(),
    }),
    out: Conversation,
  }),
  assignConversation: route({
    method: "PATCH",
    path: "/conversations/:id/assign",
    summary: "Assign to a user, or to nobody",
    permission: "conversations.assign",
    params: ById,
    body: z.object({ agentId: Id.nullable() }),
    out: Conversation,
  }),
  addConversationTags: route({
    method: "POST",
    path: "/conversations/:id/tags",
    summary: "Add tags to a conversation",
    permission: "conversations.write",
    params: ById,
    body: z.object({ tags: z.array(Tag).min(1).max(50) }),
    out: Conversation,
  }),
  removeConversationTag: route({
    method: "DELETE",
    path: "/conversations/:id/tags/:tag",
    summary: "Remove a tag from a conversation",
    permission: "conversations.write",
    params: z.object({ id: Id, tag: Tag }),
    out: Conversation,
  }),
  markConversationRead: route({
    method: "PUT",
    path: "/conversations/:id/read",
    summary: "Mark read here, and on WhatsApp where the channel can",
    permission: "conversations.write",
    params: ById,
    out: Conversation,
  }),
};
