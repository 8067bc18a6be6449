import type { Message } from "../../src/messages/schema.ts";
import { formatDay } from "../lib/format.ts";
import { me } from "../lib/session.ts";
import type { Pending } from "./outbox.ts";

export type Item =
  | { kind: "day"; key: string; label: string }
  | {
      kind: "message";
      key: string;
      message: Message;
      /** At the beginning or the end of a run by the same side. */
      first: boolean;
      last: boolean;
      pending?: Pending;
    };

const nearMs = 5 * 60_000;
const timeOf = ({ sentAt }: Message): number => new Date(sentAt).getTime();

/** What waits to be sent, drawn like a message. */
function preview(pending: Pending): Message {
  const { key, conversationId, at, text, note, file, replyToId } = pending;
  return {
    id: key,
    tenantId: me.value?.tenant.id ?? "",
    conversationId,
    whatsAppMessageId: null,
    direction: "outbound",
    type: note ? "note" : (file?.kind ?? "text"),
    content: text || (file?.kind === "document" ? file.name : null),
    mediaUrl: file?.url ?? null,
    metadata: file?.voice ? { voice: true } : {},
    status: note ? null : pending.state === "failed" ? "failed" : "queued",
    error: null,
    replyToId: replyToId ?? null,
    reactions: [],
    sentByUserId: me.value?.user.id ?? null,
    editedAt: null,
    revokedAt: null,
    sentAt: at,
    deliveredAt: null,
    readAt: null,
    createdAt: at,
  };
}

const joins = (a: Message | undefined, b: Message | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.direction === b.direction &&
  (a.type === "note") === (b.type === "note") &&
  a.type !== "system" &&
  b.type !== "system" &&
  timeOf(b) - timeOf(a) < nearMs;

/** A reaction stands on the message it is about; one that could not be sent says so here. */
const isSpoken = ({ type, error }: Message): boolean => type !== "reaction" || error !== null;

/** Oldest first, with a line where a day begins. */
export function timeline(messages: readonly Message[], pending: readonly Pending[]): Item[] {
  const all: { message: Message; pending?: Pending }[] = [
    ...messages.filter(isSpoken).map((message) => ({ message })),
    ...pending.map((one) => ({ message: preview(one), pending: one })),
  ];
  const items: Item[] = [];
  let day = "";
  for (const [at, entry] of all.entries()) {
    const { message } = entry;
    const label = formatDay(message.sentAt);
    if (label !== day) items.push({ kind: "day", key: `day ${label}`, label });
    const first = label !== day || !joins(all[at - 1]?.message, message);
    day = label;
    const last = !joins(message, all[at + 1]?.message);
    items.push({ kind: "message", key: message.id, first, last, ...entry });
  }
  return items;
}
