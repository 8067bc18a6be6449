import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Id, Instant, Keyset } from "../lib/schema.ts";

export const MessageStatus = z.enum(["queued", "sending", "sent", "delivered", "read", "failed"]);
export type MessageStatus = z.infer<typeof MessageStatus>;
export const MessageType = z.enum([
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "template",
  "reaction",
  "order",
  "system",
  "note",
  "unsupported",
]);

/** What an outbound message says. Shapes and limits follow the Cloud API's message objects. */
const Link = z.url({ protocol: /^https?$/ }).max(2000);
const Media = z.object({ mediaId: Id, caption: z.string().max(1024).optional() });
const Header = z.object({ type: z.literal("text"), text: z.string().min(1).max(60) });
const Interactive = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("button"),
    header: Header.optional(),
    body: z.string().min(1).max(1024),
    footer: z.string().max(60).optional(),
    buttons: z
      .array(z.object({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }))
      .min(1)
      .max(3),
  }),
  z.object({
    type: z.literal("list"),
    header: Header.optional(),
    body: z.string().min(1).max(4096),
    footer: z.string().max(60).optional(),
    button: z.string().min(1).max(20),
    sections: z
      .array(
        z.object({
          title: z.string().max(24).optional(),
          rows: z
            .array(
              z.object({
                id: z.string().min(1).max(200),
                title: z.string().min(1).max(24),
                description: z.string().max(72).optional(),
              }),
            )
            .min(1),
        }),
      )
      .min(1)
      .max(10)
      .refine((s) => s.reduce((n, x) => n + x.rows.length, 0) <= 10, "at most ten rows in all"),
  }),
  z.object({
    type: z.literal("cta_url"),
    header: Header.optional(),
    body: z.string().min(1).max(1024),
    footer: z.string().max(60).optional(),
    displayText: z.string().min(1).max(20),
    url: Link,
  }),
]);

const Template = z.object({
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(12),
  /** Passed through as Meta's `template.components`. */
  components: z.array(z.record(z.string(), z.unknown())).max(20).default([]),
});

export const OutboundContent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    text: z.string().min(1).max(4096),
    previewUrl: z.boolean().default(true),
  }),
  Media.extend({ type: z.literal("image") }),
  Media.extend({ type: z.literal("video") }),
  z.object({ type: z.literal("audio"), mediaId: Id, voice: z.boolean().default(false) }),
  Media.extend({ type: z.literal("document"), filename: z.string().max(240).optional() }),
  z.object({ type: z.literal("sticker"), mediaId: Id }),
  z.object({
    type: z.literal("location"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(1000).optional(),
    address: z.string().max(1000).optional(),
  }),
  z.object({
    type: z.literal("contacts"),
    contacts: z
      .array(
        z.object({
          name: z.string().min(1).max(255),
          phones: z.array(z.string().max(40)).max(20).default([]),
          emails: z.array(z.string().max(254)).max(20).default([]),
        }),
      )
      .min(1)
      .max(257),
  }),
  z.object({ type: z.literal("interactive"), interactive: Interactive }),
  Template.extend({ type: z.literal("template") }),
  /** `messageId` is ours; an empty emoji takes the reaction back. */
  z.object({ type: z.literal("reaction"), messageId: Id, emoji: z.string().max(32) }),
]);
export type OutboundContent = z.infer<typeof OutboundContent>;

export const Message = z.object({
  id: Id,
  tenantId: Id,
  conversationId: Id,
  whatsAppMessageId: z.string().nullable(),
  direction: z.enum(["inbound", "outbound"]),
  type: MessageType,
  /** The text people read: body, caption, button title, note. */
  content: z.string().nullable(),
  mediaUrl: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  /** Null for inbound and notes. */
  status: MessageStatus.nullable(),
  error: z.object({ code: z.string(), reason: z.string(), retryable: z.boolean() }).nullable(),
  /** Our id of the quoted message. */
  replyToId: Id.nullable(),
  reactions: z.array(z.object({ emoji: z.string(), from: z.enum(["contact", "us"]) })),
  sentByUserId: Id.nullable(),
  editedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** The instant WhatsApp gives, else when it was queued. Threads are sorted by it, then by id. */
  sentAt: Instant,
  deliveredAt: Instant.nullable(),
  readAt: Instant.nullable(),
  createdAt: Instant,
});
export type Message = z.input<typeof Message>;

export const SendInput = z.object({ content: OutboundContent, replyToId: Id.optional() });

const Recipient = z.object({
  conversationId: Id.optional(),
  connectionId: Id.optional(),
  to: z.string().max(40).optional(),
});
const isNamed = ({ conversationId, connectionId, to }: z.infer<typeof Recipient>): boolean =>
  conversationId !== undefined || (connectionId !== undefined && to !== undefined && to !== "");
const RECIPIENT_NEEDED = {
  message: "conversationId, or connectionId and to, is needed",
  path: ["conversationId"],
};

export const messagesContract = {
  sendMessage: route({
    method: "POST",
    path: "/messages/send",
    summary: "Send to a conversation, or to a phone number through a connection",
    permission: "messages.send",
    body: SendInput.extend(Recipient.shape).refine(isNamed, RECIPIENT_NEEDED),
    out: Message,
    status: 201,
    idempotent: true,
  }),
  sendTemplateMessage: route({
    method: "POST",
    path: "/messages/send-template",
    summary: "Send an approved template, also outside the 24-hour window",
    permission: "messages.send",
    body: Template.extend({ ...Recipient.shape, replyToId: Id.optional() }).refine(
      isNamed,
      RECIPIENT_NEEDED,
    ),
    out: Message,
    status: 201,
    idempotent: true,
  }),
  getMessage: route({
    method: "GET",
    path: "/messages/:id",
    summary: "Get a message",
    permission: "messages.read",
    params: ById,
    out: Message,
  }),
  getMessageStatus: route({
    method: "GET",
    path: "/messages/:id/status",
    summary: "Where a message stands, with its ledger",
    permission: "messages.read",
    params: ById,
    out: z.object({
      id: Id,
      status: MessageStatus.nullable(),
      error: Message.shape.error,
      history: z.array(z.object({ status: MessageStatus, at: Instant })),
    }),
  }),
  retryMessage: route({
    method: "POST",
    path: "/messages/:id/retry",
    summary: "Send a failed or unconfirmed message again",
    permission: "messages.send",
    params: ById,
    out: Message,
    idempotent: true,
  }),
};

/** What happens inside a conversation. */
export const threadContract = {
  listMessages: route({
    method: "GET",
    path: "/conversations/:id/messages",
    summary: "List a conversation's messages, latest first",
    permission: "messages.read",
    params: ById,
    query: Keyset,
    out: Message,
    list: "keyset",
  }),
  sendConversationMessage: route({
    method: "POST",
    path: "/conversations/:id/messages",
    summary: "Send a message in a conversation",
    permission: "messages.send",
    params: ById,
    body: SendInput,
    out: Message,
    status: 201,
    idempotent: true,
  }),
  addNote: route({
    method: "POST",
    path: "/conversations/:id/notes",
    summary: "Add a private note",
    permission: "conversations.write",
    params: ById,
    body: z.object({ text: z.string().trim().min(1).max(10_000) }),
    out: Message,
    status: 201,
    idempotent: true,
  }),
  typing: route({
    method: "POST",
    path: "/conversations/:id/typing",
    summary: "Show the contact that somebody is typing, where the channel can",
    permission: "messages.send",
    params: ById,
    out: Done,
  }),
};
