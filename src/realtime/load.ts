import { present as presentConnection } from "../connections/service.ts";
import { findConnection } from "../connections/queries.ts";
import { findContacts } from "../contacts/queries.ts";
import { present as presentContacts } from "../contacts/service.ts";
import { findConversationsByIds } from "../conversations/queries.ts";
import type { Conversation } from "../conversations/schema.ts";
import { presentByIds } from "../messages/views.ts";
import type { Message } from "../messages/schema.ts";
import type { Change } from "./changes.ts";
import { findAssignees } from "./queries.ts";
import type { Draft } from "./stream.ts";

export interface Loaded {
  drafts: Draft[];
  /** Who has each conversation that the drafts speak of. */
  assignees: Map<string, string | null>;
}

interface Sources {
  messages: Map<string, Message>;
  conversations: Map<string, Conversation>;
  drafts: Map<string, Draft[]>;
}
const ABOUT_CONVERSATION: ReadonlySet<string> = new Set([
  "conversation:new",
  "conversation:updated",
  "conversation:assigned",
  "contact:typing",
]);

/** Turns changes into what browsers are told, as the rows stand now: each kind of row is read once. In the tenant's scope. */
export async function load(changes: readonly Change[]): Promise<Loaded> {
  const once = distinct(changes);
  const idsOf = (test: (change: Change) => boolean): string[] => [
    ...new Set(once.filter(test).map(({ id }) => id)),
  ];
  const whole = new Set(idsOf(({ kind }) => ABOUT_CONVERSATION.has(kind)));
  for (const { kind, conversationId } of once)
    if (kind === "message:new" && conversationId !== undefined) whole.add(conversationId);
  const others = new Set(once.flatMap(({ conversationId }) => conversationId ?? [])).difference(
    whole,
  );
  const [messages, conversations, assignees, contacts, connections] = await Promise.all([
    presentByIds(idsOf(({ kind }) => kind.startsWith("message:"))),
    findConversationsByIds([...whole]),
    findAssignees([...others]),
    contactDrafts(idsOf(({ kind }) => kind === "contact:updated")),
    connectionDrafts(idsOf(({ kind }) => kind === "connection:updated")),
  ]);
  for (const { id, assignedAgentId } of conversations) assignees.set(id, assignedAgentId);
  const sources: Sources = {
    messages: new Map(messages.map((message) => [message.id, message])),
    conversations: new Map(conversations.map((conversation) => [conversation.id, conversation])),
    drafts: new Map([...contacts, ...connections]),
  };
  return { drafts: once.flatMap((change) => draftsOf(change, sources)), assignees };
}

/** Rows are read as they are now, so a repeated change says nothing new. A message moves its conversation too. */
function distinct(changes: readonly Change[]): Change[] {
  const once = new Map<string, Change>();
  const add = (change: Change): void => {
    const key = `${change.kind}/${change.id}/${change.previous ?? ""}`;
    if (change.kind === "contact:typing") once.delete(key);
    if (!once.has(key)) once.set(key, change);
  };
  for (const change of changes) add(change);
  for (const { kind, conversationId } of changes)
    if (kind === "message:new" && conversationId !== undefined)
      add({ kind: "conversation:updated", id: conversationId });
  const fresh = new Set(changes.flatMap(({ kind, id }) => (kind === "conversation:new" ? id : [])));
  return [...once.values()].filter(
    ({ kind, id }) => kind !== "conversation:updated" || !fresh.has(id),
  );
}

function draftsOf(change: Change, { messages, conversations, drafts }: Sources): Draft[] {
  const { kind, id } = change;
  if (kind === "contact:updated" || kind === "connection:updated") return drafts.get(id) ?? [];
  if (kind === "message:new" || kind === "message:status" || kind === "message:updated") {
    const message = messages.get(id);
    return message ? [messageDraft(kind, message)] : [];
  }
  const conversation = conversations.get(id);
  return conversation ? conversationDrafts(change, conversation) : [];
}

function messageDraft(
  event: "message:new" | "message:status" | "message:updated",
  message: Message,
): Draft {
  const { id, conversationId, status, error } = message;
  return {
    event,
    data:
      event === "message:status"
        ? { messageId: id, conversationId, status, error }
        : { conversationId, message },
    permission: "messages.read",
    audience: { kind: "viewers", conversationId },
  };
}

function conversationDrafts(
  { kind, previous, isTyping }: Change,
  conversation: Conversation,
): Draft[] {
  const { id, contactId, assignedAgentId } = conversation;
  const draft = (data: unknown): Draft => ({
    event: kind,
    data,
    permission: "conversations.read",
    audience: { kind: "viewers", conversationId: id },
  });
  if (kind === "conversation:new") return [draft({ conversation })];
  if (kind === "conversation:updated") return [draft({ conversationId: id, conversation })];
  if (kind === "contact:typing") return [draft({ conversationId: id, contactId, isTyping })];
  return [
    draft({ conversationId: id, agentId: assignedAgentId, conversation }),
    {
      event: "conversation:updated",
      data: { conversationId: id, gone: true },
      permission: "conversations.read",
      audience: { kind: "losers", conversationId: id, previous: previous ?? null },
    },
  ];
}

async function contactDrafts(ids: string[]): Promise<[string, Draft[]][]> {
  if (ids.length === 0) return [];
  const contacts = await presentContacts(await findContacts(ids));
  return contacts.map((contact) => [
    contact.id,
    [
      {
        event: "contact:updated",
        data: { contact },
        permission: "contacts.read",
        audience: { kind: "everybody" },
      },
    ],
  ]);
}

async function connectionDrafts(ids: string[]): Promise<[string, Draft[]][]> {
  const list: [string, Draft[]][] = [];
  for (const id of ids) {
    const row = await findConnection(id);
    if (!row) continue;
    const data = { connection: await presentConnection(row) };
    const audience = { kind: "everybody" } as const;
    list.push([
      id,
      [{ event: "connection:updated", data, permission: "connections.read", audience }],
    ]);
  }
  return list;
}
