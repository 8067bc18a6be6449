import { z } from "zod";
import type { DomainEvent } from "../events/events.ts";

/** What changed, in ids only: this is all that travels between nodes. */
const Change = z.object({
  kind: z.enum([
    "message:new",
    "message:status",
    "message:updated",
    "conversation:new",
    "conversation:updated",
    "conversation:assigned",
    "contact:typing",
    "contact:updated",
    "connection:updated",
  ]),
  id: z.string(),
  conversationId: z.string().optional(),
  previous: z.string().nullable().optional(),
  isTyping: z.boolean().optional(),
});
export type Change = z.infer<typeof Change>;

export const PresenceStatus = z.enum(["online", "away", "busy", "offline"]);

/** What nodes tell each other. */
const Wire = z.discriminatedUnion("about", [
  z.object({ about: z.literal("changes"), tenantId: z.string(), changes: z.array(Change) }),
  z.object({
    about: z.literal("typing"),
    tenantId: z.string(),
    userId: z.string(),
    conversationId: z.string(),
    isTyping: z.boolean(),
  }),
  z.object({
    about: z.literal("presence"),
    tenantId: z.string(),
    userId: z.string(),
    status: PresenceStatus,
  }),
  z.object({ about: z.literal("ticket"), id: z.string() }),
  z.object({ about: z.literal("visibility"), tenantId: z.string() }),
]);
export type Wire = z.infer<typeof Wire>;

/** Undefined for what is not understood. */
export function readWire(text: string): Wire | undefined {
  try {
    return Wire.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Undefined for events nobody shows. */
export function changeOf({ name, data }: DomainEvent): Change | undefined {
  switch (name) {
    case "message.received":
    case "message.queued":
      return { kind: "message:new", id: data.messageId, conversationId: data.conversationId };
    case "message.status":
      return { kind: "message:status", id: data.messageId, conversationId: data.conversationId };
    case "message.changed":
      return { kind: "message:updated", id: data.messageId, conversationId: data.conversationId };
    case "conversation.created":
      return { kind: "conversation:new", id: data.conversationId };
    case "conversation.updated":
      return { kind: "conversation:updated", id: data.conversationId };
    case "conversation.assigned":
      return {
        kind: "conversation:assigned",
        id: data.conversationId,
        previous: data.previousAgentId,
      };
    case "contact.typing":
      return { kind: "contact:typing", id: data.conversationId, isTyping: data.isTyping };
    case "contact.updated":
      return { kind: "contact:updated", id: data.contactId };
    case "connection.updated":
      return { kind: "connection:updated", id: data.connectionId };
    default:
      return undefined;
  }
}
