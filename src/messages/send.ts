import { requireQuota } from "../accounts/quota.ts";
import type { ConversationVisibility as Visibility } from "../accounts/visibility.ts";
import { openConnection } from "../connections/open.ts";
import { bumpConversations } from "../conversations/chat-queries.ts";
import type { ConversationRow } from "../conversations/queries.ts";
import { getConversationRow } from "../conversations/service.ts";
import { newId } from "../db/columns.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { enqueue } from "../jobs/service.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { requireSendable } from "../media/service.ts";
import { insertLedgerSteps } from "./ledger-queries.ts";
import { contentOf, describeContent } from "./content.ts";
import {
  findMessageRow,
  insertMessages,
  type MessageRow,
  type NewMessage,
  setMessage,
} from "./queries.ts";
import type { OutboundContent } from "./schema.ts";

export const SEND_JOB = "message.send";
/** Replies of people go before what machines send, campaigns come last. */
export const PRIORITY = { reply: 10, automation: 50, bulk: 200 } as const;

export interface SendOrder {
  conversationId: string;
  content: OutboundContent;
  replyToId?: string | undefined;
  /** Null when a program sends. */
  userId: string | null;
  priority: keyof typeof PRIORITY;
  visibility: Visibility;
  metadata?: Record<string, unknown>;
}

const HOUR_MS = 3_600_000;

/** The one way to send: message, ledger and job commit together. Refusals: WINDOW_CLOSED, QUOTA_EXCEEDED, MEDIA_NOT_FOUND, NOT_SUPPORTED. */
export async function send(order: SendOrder): Promise<MessageRow> {
  return transaction(async () => {
    const conversation = await getConversationRow(order.conversationId, order.visibility);
    await requireAllowed(conversation, order.content);
    const reply = await quoted(conversation, order);
    await requireQuota("maxMessagesPerMonth");
    const message = draft(conversation, order, reply);
    const [row] = await insertMessages([message]);
    if (!row) throw new Error("a message has an id that was there already");
    await insertLedgerSteps([{ messageId: message.id, status: "queued", at: message.sentAt }]);
    await bump(conversation, message);
    await enqueue({
      kind: SEND_JOB,
      ownerId: currentTenantId(),
      lane: conversation.whatsappConnectionId,
      payload: { messageId: message.id },
      priority: PRIORITY[order.priority],
      uniqueKey: message.id,
      serialKey: conversation.id,
    });
    emit("message.queued", {
      messageId: message.id,
      conversationId: conversation.id,
      ...(order.userId === null ? {} : { writtenBy: order.userId }),
    });
    return row;
  });
}

async function requireAllowed(
  conversation: ConversationRow,
  content: OutboundContent,
): Promise<void> {
  const { channel } = await openConnection(conversation.whatsappConnectionId);
  const can = channel.capabilities;
  const unsupported =
    (content.type === "template" && !can.templates) ||
    (content.type === "interactive" && !can.interactive) ||
    (content.type === "reaction" && !can.reactions);
  if (unsupported) {
    throw new AppError("invalid", "NOT_SUPPORTED", {
      message: "This connection cannot send this kind of message.",
    });
  }
  if ("mediaId" in content) await requireSendable(content.mediaId, content.type);
  if (can.replyWindowHours === null || content.type === "template") return;
  const openedAt = conversation.lastInboundAt?.getTime() ?? 0;
  if (clock.ms() >= openedAt + can.replyWindowHours * HOUR_MS) {
    throw new AppError("conflict", "WINDOW_CLOSED", {
      message: "The 24-hour reply window is closed. Send a template to reopen the conversation.",
    });
  }
}

/** The message answered or reacted to; it must be known to WhatsApp and stand in this conversation. */
async function quoted(
  conversation: ConversationRow,
  order: SendOrder,
): Promise<MessageRow | undefined> {
  const id = order.content.type === "reaction" ? order.content.messageId : order.replyToId;
  if (id === undefined) return undefined;
  const row = await findMessageRow(id);
  if (row?.conversationId === conversation.id && row.whatsappMessageId !== null) return row;
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "The message to answer is not in this conversation, or not sent yet.",
    details: [{ path: "replyToId", message: "not a message of this conversation" }],
  });
}

function draft(
  conversation: ConversationRow,
  order: SendOrder,
  reply: MessageRow | undefined,
): NewMessage & { id: string; sentAt: Date } {
  const { content } = order;
  return {
    tenantId: currentTenantId(),
    id: newId(),
    conversationId: conversation.id,
    connectionId: conversation.whatsappConnectionId,
    direction: "outbound",
    type: content.type,
    content: describeContent(content),
    mediaId: "mediaId" in content ? content.mediaId : null,
    metadata: { ...order.metadata, content },
    status: "queued",
    replyToId: reply?.id ?? null,
    replyToWhatsappId: reply?.whatsappMessageId ?? null,
    sentByUserId: order.userId,
    source: "api",
    sentAt: clock.now(),
  };
}

async function bump(
  conversation: ConversationRow,
  message: NewMessage & { id: string; sentAt: Date },
): Promise<void> {
  // A reaction is not a message people look for in the list.
  if (message.type === "reaction") return;
  await bumpConversations([
    {
      ...conversation,
      unreadCount: 0,
      status: conversation.status === "resolved" ? "open" : conversation.status,
      lastInboundAt: null,
      lastMessageId: message.id,
      lastMessageAt: message.sentAt,
      updatedAt: clock.now(),
    },
  ]);
}

/** Sends what failed, or what nobody knows the fate of, once more: a new message, so that the ledger never runs backwards. */
export async function retry(
  messageId: string,
  userId: string | null,
  visibility: Visibility,
): Promise<MessageRow> {
  return transaction(async () => {
    const row = await findMessageRow(messageId);
    if (!row)
      throw new AppError("not_found", "MESSAGE_NOT_FOUND", {
        message: "There is no such message.",
      });
    const conversation = await getConversationRow(row.conversationId, visibility);
    const content = contentOf(row);
    const settled = row.status === "failed" || row.outcomeUnknownAt !== null;
    if (!settled || !content || typeof row.metadata["retriedAs"] === "string") {
      throw new AppError("conflict", "NOT_RETRYABLE", {
        message: "This message is under way, was sent, or was already sent again.",
      });
    }
    const again = await send({
      conversationId: conversation.id,
      content,
      ...(row.replyToId === null || content.type === "reaction"
        ? {}
        : { replyToId: row.replyToId }),
      userId,
      priority: "reply",
      visibility,
      metadata: { retryOf: row.id },
    });
    await setMessage(row.id, {
      metadata: { ...row.metadata, retriedAs: again.id },
      outcomeUnknownAt: null,
      status: "failed",
      error: row.error ?? GIVEN_UP,
    });
    emit("message.status", { messageId: row.id, conversationId: row.conversationId });
    return again;
  });
}

const GIVEN_UP = {
  code: "OUTCOME_UNKNOWN",
  reason: "Sent again by hand: the first try may have arrived.",
  retryable: false,
};
