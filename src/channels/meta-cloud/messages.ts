import type {
  ChannelEvent,
  Identity,
  MessageEvent,
  MessageStatusName,
  UnknownEvent,
} from "../channel.ts";
import { contentOf } from "./content.ts";
import { identity, type Known, type People } from "./identity.ts";
import { type Bag, bag, instant, isBag, str } from "./json.ts";

export interface Frame {
  phoneNumberId?: string;
  accountId?: string;
  receivedAt: number;
  field: string;
  /** Of the entry around it; management events have no time of their own. */
  entryTime?: unknown;
}
type Source = MessageEvent["source"];

export const at = (
  frame: Frame,
  timestamp: unknown,
): Pick<ChannelEvent, "phoneNumberId" | "accountId" | "at"> => ({
  at: instant(timestamp, frame.receivedAt),
  ...(frame.phoneNumberId === undefined ? {} : { phoneNumberId: frame.phoneNumberId }),
  ...(frame.accountId === undefined ? {} : { accountId: frame.accountId }),
});

export const unknown = (frame: Frame, why: string, payload: unknown): UnknownEvent => ({
  kind: "unknown",
  field: frame.field || null,
  why,
  payload,
  ...at(frame, undefined),
});

interface Road {
  direction: "inbound" | "outbound";
  source: Source;
  who: Known | undefined;
  status?: MessageStatusName;
}

/** One entry of `messages` or `message_echoes`, on whichever road it came. */
function event(frame: Frame, message: Bag, { direction, source, who, status }: Road): ChannelEvent {
  const waId = str(message["id"]);
  if (waId === undefined) return unknown(frame, "a message without id", message);
  if (!who) return unknown(frame, "a message from nobody", message);
  const base = { ...at(frame, message["timestamp"]), waId };
  const name = who.name === undefined ? {} : { profileName: who.name };
  const type = str(message["type"]);
  if (type === "reaction") {
    const reaction = bag(message["reaction"]);
    const targetWaId = str(reaction["message_id"]);
    if (targetWaId === undefined) return unknown(frame, "a reaction to nothing", message);
    const emoji = str(reaction["emoji"]) ?? null;
    return {
      ...base,
      ...name,
      kind: "reaction",
      targetWaId,
      contact: who.identity,
      direction,
      emoji,
      source,
    };
  }
  if (type === "edit" || type === "revoke") {
    const change = bag(message[type]);
    const targetWaId = str(change["original_message_id"]);
    if (targetWaId === undefined) return unknown(frame, `${type} of nothing`, message);
    if (type === "revoke") return { ...base, kind: "revoke", targetWaId };
    return { ...base, kind: "edit", targetWaId, text: contentOf(bag(change["message"])).text };
  }
  const content = contentOf(message);
  const context = bag(message["context"]);
  const replyToWaId = str(context["id"]);
  const groupId = str(message["group_id"]);
  return {
    ...base,
    ...name,
    ...content,
    kind: "message",
    direction,
    contact: who.identity,
    metadata: { ...content.metadata, ...extras(message, context) },
    source,
    ...(groupId === undefined ? {} : { groupId }),
    ...(replyToWaId === undefined ? {} : { replyToWaId }),
    ...(status === undefined ? {} : { status }),
  };
}

/** What may ride on any message. */
function extras(message: Bag, context: Bag): Bag {
  const found: Bag = {};
  if (context["forwarded"] === true) found["forwarded"] = true;
  if (context["frequently_forwarded"] === true) found["frequentlyForwarded"] = true;
  if (isBag(context["referred_product"])) found["referredProduct"] = context["referred_product"];
  if (isBag(message["referral"])) found["referral"] = message["referral"];
  return found;
}

export function inboundMessage(
  frame: Frame,
  people: People,
  raw: unknown,
  source: Source,
): ChannelEvent {
  if (!isBag(raw)) return unknown(frame, "a message that is no object", raw);
  const who = people.who(raw["from"], raw["from_user_id"]);
  return (
    identityChange(frame, raw, who) ?? event(frame, raw, { direction: "inbound", source, who })
  );
}

/** Sent from the phone app beside us: ours, and nothing a bot should answer. */
export function echo(frame: Frame, people: People, raw: unknown, source: Source): ChannelEvent {
  if (!isBag(raw)) return unknown(frame, "an echo that is no object", raw);
  const who = people.who(raw["to"], raw["to_user_id"]);
  return event(frame, raw, { direction: "outbound", source, who, status: "sent" });
}

/** Old messages of one thread; whoever is not the other side is us. */
export function historic(frame: Frame, other: Identity, raw: unknown): ChannelEvent {
  if (!isBag(raw)) return unknown(frame, "an old message that is no object", raw);
  const author = identity({ phone: raw["from"], bsuid: raw["from_user_id"] });
  const theirs =
    (author?.phone !== undefined && author.phone === other.phone) ||
    (author?.bsuid !== undefined && author.bsuid === other.bsuid);
  const direction = theirs ? "inbound" : "outbound";
  const road: Road = { direction, source: "history", who: { identity: other } };
  if (direction === "outbound") road.status = historicStatus(bag(raw["history_context"])["status"]);
  return event(frame, raw, road);
}

const HISTORIC = new Map<string, MessageStatusName>([
  ["ERROR", "failed"],
  ["PENDING", "sent"],
  ["SENT", "sent"],
  ["DELIVERED", "delivered"],
  ["READ", "read"],
  ["PLAYED", "read"],
]);
const historicStatus = (value: unknown): MessageStatusName =>
  HISTORIC.get(str(value)?.toUpperCase() ?? "") ?? "sent";

const CHANGES = new Set(["user_changed_number", "user_changed_user_id"]);

function identityChange(
  frame: Frame,
  message: Bag,
  who: Known | undefined,
): ChannelEvent | undefined {
  const system = bag(message["system"]);
  if (str(message["type"]) !== "system" || !CHANGES.has(str(system["type"]) ?? "") || !who)
    return undefined;
  const current = identity({
    phone: system["wa_id"] ?? system["new_wa_id"],
    bsuid: system["user_id"],
    parentBsuid: system["parent_user_id"],
  });
  if (!current) return undefined;
  const waId = str(message["id"]);
  const text = str(system["body"]);
  return {
    kind: "identity",
    previous: who.identity,
    current,
    ...at(frame, message["timestamp"]),
    ...(waId === undefined ? {} : { waId }),
    ...(text === undefined ? {} : { text }),
  };
}
