import type { InboundMedia, MessageEvent } from "../channels/channel.ts";
import { identityKey } from "../contacts/identity-keys.ts";
import { resolveContacts } from "../contacts/identity.ts";
import {
  bumpConversations,
  findActiveConversations,
  findGroupConversations,
} from "../conversations/chat-queries.ts";
import type { ConversationRow } from "../conversations/queries.ts";
import { newId } from "../db/columns.ts";
import { afterCommit, currentTenantId } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { inboundMessages } from "../ops/metrics.ts";
import { requestDownloads } from "../media/inbound.ts";
import {
  findByWhatsappIds,
  insertMessages,
  type MessageRow,
  type NewMessage,
  setMessage,
} from "../messages/queries.ts";

/** Stores messages heard on a connection, in order, each WhatsApp id once. */
export async function applyMessages(connectionId: string, heard: MessageEvent[]): Promise<void> {
  const events = onceEach(heard);
  if (events.length === 0) return;
  const known = new Map(
    (
      await findByWhatsappIds(
        connectionId,
        events.map(({ waId }) => waId),
      )
    ).map((row) => [row.whatsappMessageId, row]),
  );
  for (const event of events) {
    const row = known.get(event.waId);
    if (row?.isPlaceholder && !event.placeholder) await fill(connectionId, row, event);
  }
  await store(
    connectionId,
    events.filter(({ waId }) => !known.has(waId)),
  );
}

/** A repeat within the batch adds nothing, unless it brings the content of a placeholder. */
function onceEach(events: MessageEvent[]): MessageEvent[] {
  const byId = new Map<string, MessageEvent>();
  for (const event of events) {
    const earlier = byId.get(event.waId);
    if (!earlier || (earlier.placeholder && !event.placeholder)) byId.set(event.waId, event);
  }
  return [...byId.values()];
}

async function fill(connectionId: string, row: MessageRow, event: MessageEvent): Promise<void> {
  const mediaId = event.media ? newId() : null;
  if (event.media && mediaId)
    await requestMedia(connectionId, [{ mediaId, messageId: row.id, media: event.media }]);
  await setMessage(row.id, {
    type: event.type,
    content: event.text,
    metadata: event.metadata,
    mediaId,
    isPlaceholder: false,
  });
  emit("message.changed", { messageId: row.id, conversationId: row.conversationId });
}

interface Draft {
  event: MessageEvent;
  message: NewMessage & { id: string };
}

async function store(connectionId: string, events: MessageEvent[]): Promise<void> {
  if (events.length === 0) return;
  const contacts = await resolveContacts(
    events.map(({ contact, profileName, direction }) => ({
      identity: contact,
      ...(profileName !== undefined && direction === "inbound" ? { profileName } : {}),
    })),
  );
  const chats = await chatsFor(
    connectionId,
    events,
    events.map(({ contact }) => contacts.get(identityKey(contact))?.id),
  );
  await bumpConversations(chats.fresh);
  const quoted = await quotedIds(connectionId, events);
  const drafts: Draft[] = [];
  for (const [i, event] of events.entries()) {
    const conversationId = chats.of[i];
    if (conversationId === undefined) continue;
    drafts.push({ event, message: toRow(connectionId, conversationId, event, quoted) });
  }
  const inserted = await insertMessages(drafts.map(({ message }) => message));
  const isNew = new Set(inserted.map(({ id }) => id));
  const stored = drafts.filter(({ message }) => isNew.has(message.id));
  await bumpConversations(bumps(stored, chats.rows));
  await requestMedia(
    connectionId,
    stored.flatMap(({ event, message }) =>
      event.media && message.mediaId
        ? [{ mediaId: message.mediaId, messageId: message.id, media: event.media }]
        : [],
    ),
  );
  const arrived = stored.filter(({ event }) => event.direction === "inbound").length;
  afterCommit(() => inboundMessages.inc(arrived));
  announce(connectionId, stored, chats);
}

interface Chats {
  /** Conversation of each event, by index. */
  of: (string | undefined)[];
  rows: Map<string, ConversationRow | FreshConversation>;
  fresh: FreshConversation[];
}
type FreshConversation = Parameters<typeof bumpConversations>[0][number] & {
  id: string;
  contactId: string;
};

async function chatsFor(
  connectionId: string,
  events: MessageEvent[],
  contactIds: (string | undefined)[],
): Promise<Chats> {
  const single = contactIds.filter(
    (id, i): id is string => id !== undefined && events[i]?.groupId === undefined,
  );
  const groupIds = [...new Set(events.flatMap(({ groupId }) => groupId ?? []))];
  const found = [
    ...(await findActiveConversations(connectionId, [...new Set(single)])),
    ...(await findGroupConversations(connectionId, groupIds)),
  ];
  const byKey = new Map<string, ConversationRow | FreshConversation>();
  for (const row of found) {
    const key = row.groupId === null ? row.contactId : `group/${row.groupId}`;
    if (!byKey.has(key)) byKey.set(key, row);
  }
  const fresh: FreshConversation[] = [];
  const of = events.map((event, i) => {
    const contactId = contactIds[i];
    if (contactId === undefined) return undefined;
    const key = event.groupId === undefined ? contactId : `group/${event.groupId}`;
    const existing = byKey.get(key);
    if (existing) return existing.id;
    const row = freshConversation(connectionId, contactId, event);
    byKey.set(key, row);
    fresh.push(row);
    return row.id;
  });
  return { of, fresh, rows: new Map([...byKey.values()].map((row) => [row.id, row])) };
}

function freshConversation(
  connectionId: string,
  contactId: string,
  event: MessageEvent,
): FreshConversation {
  return {
    tenantId: currentTenantId(),
    id: newId(),
    contactId,
    whatsappConnectionId: connectionId,
    groupId: event.groupId ?? null,
    // Old messages are for reading up, not for answering.
    status: event.source === "history" ? "resolved" : "open",
    tags: [],
    lastMessageAt: new Date(event.at),
    updatedAt: clock.now(),
  };
}

async function quotedIds(
  connectionId: string,
  events: MessageEvent[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(events.flatMap(({ replyToWaId }) => replyToWaId ?? []))];
  const rows = await findByWhatsappIds(connectionId, wanted);
  return new Map(
    rows.flatMap(({ id, whatsappMessageId }) =>
      whatsappMessageId === null ? [] : [[whatsappMessageId, id] as const],
    ),
  );
}

function toRow(
  connectionId: string,
  conversationId: string,
  event: MessageEvent,
  quoted: Map<string, string>,
): Draft["message"] {
  const at = new Date(event.at);
  return {
    tenantId: currentTenantId(),
    id: newId(),
    conversationId,
    connectionId,
    whatsappMessageId: event.waId,
    direction: event.direction,
    type: event.type,
    content: event.text,
    mediaId: event.media ? newId() : null,
    metadata: event.metadata,
    status: event.direction === "outbound" ? (event.status ?? "sent") : null,
    replyToId: event.replyToWaId === undefined ? null : (quoted.get(event.replyToWaId) ?? null),
    replyToWhatsappId: event.replyToWaId ?? null,
    isPlaceholder: event.placeholder,
    source: event.source,
    sentAt: at,
  };
}

/** One row a conversation: counters to add, latest message, reopened when the contact writes again. */
function bumps(stored: Draft[], rows: Chats["rows"]): FreshConversation[] {
  const byConversation = new Map<string, FreshConversation>();
  for (const { event, message } of stored) {
    const row = rows.get(message.conversationId);
    if (!row) continue;
    const live = event.source === "live" && event.direction === "inbound";
    const bump = byConversation.get(row.id) ?? {
      ...row,
      unreadCount: 0,
      lastInboundAt: null,
      lastMessageId: null,
      updatedAt: clock.now(),
    };
    if (bump.lastMessageId === null || message.sentAt >= bump.lastMessageAt) {
      bump.lastMessageAt = message.sentAt;
      bump.lastMessageId = message.id;
    }
    if (live && event.type !== "system") {
      bump.unreadCount = (bump.unreadCount ?? 0) + 1;
      if (!bump.lastInboundAt || message.sentAt > bump.lastInboundAt)
        bump.lastInboundAt = message.sentAt;
      if (bump.status === "resolved") bump.status = "open";
    }
    byConversation.set(row.id, bump);
  }
  return [...byConversation.values()];
}

interface Wanted {
  mediaId: string;
  messageId: string;
  media: InboundMedia;
}
async function requestMedia(connectionId: string, wanted: Wanted[]): Promise<void> {
  if (wanted.length > 0) await requestDownloads(connectionId, wanted);
}

function announce(connectionId: string, stored: Draft[], { fresh, rows }: Chats): void {
  emit("conversation.created", ...fresh.map(({ id }) => ({ conversationId: id })));
  emit(
    "message.received",
    ...stored.map(({ event, message }) => ({
      messageId: message.id,
      conversationId: message.conversationId,
      contactId: rows.get(message.conversationId)?.contactId ?? "",
      connectionId,
      live: event.source === "live" && event.direction === "inbound",
      source: event.source,
    })),
  );
}
