import type { AccountEvent, ChannelEvent, MessageStatusName } from "../channel.ts";
import { failureOf } from "./errors.ts";
import { identity, People } from "./identity.ts";
import { type Bag, bag, isBag, list, parseLossless, str } from "./json.ts";
import { at, echo, type Frame, historic, inboundMessage, unknown } from "./messages.ts";

/** Bytes of one delivery to events, in order. Never throws; a broken part leaves its neighbours alone. */
export function parseDelivery(body: Uint8Array, receivedAt: number): ChannelEvent[] {
  const nowhere: Frame = { receivedAt, field: "" };
  let root: unknown;
  try {
    root = parseLossless(new TextDecoder().decode(body));
  } catch {
    return [unknown(nowhere, "not JSON", null)];
  }
  if (!isBag(root)) return [unknown(nowhere, "no object", root)];
  if (root["object"] !== "whatsapp_business_account")
    return [unknown(nowhere, "another product's delivery", root)];
  if (!Array.isArray(root["entry"])) return [unknown(nowhere, "no entries", root)];
  return list(root["entry"]).flatMap((entry) => entryEvents(entry, receivedAt));
}

function entryEvents(raw: unknown, receivedAt: number): ChannelEvent[] {
  const entry = bag(raw);
  const accountId = str(entry["id"]);
  const account = {
    ...(accountId === undefined ? {} : { accountId }),
    ...(entry["time"] === undefined ? {} : { entryTime: entry["time"] }),
  };
  if (!Array.isArray(entry["changes"]))
    return [unknown({ receivedAt, field: "", ...account }, "no changes", raw)];
  return list(entry["changes"]).flatMap((rawChange) => {
    const change = bag(rawChange);
    const field = str(change["field"]) ?? "";
    const value = change["value"];
    const frame: Frame = { receivedAt, field, ...account };
    if (!isBag(value)) return [unknown(frame, "no value", rawChange)];
    const phoneNumberId = str(bag(value["metadata"])["phone_number_id"]);
    const placed = phoneNumberId === undefined ? frame : { ...frame, phoneNumberId };
    try {
      return changeEvents(placed, value);
    } catch (error) {
      return [unknown(placed, `unreadable: ${String(error)}`, rawChange)];
    }
  });
}

function changeEvents(frame: Frame, value: Bag): ChannelEvent[] {
  const field =
    frame.field ||
    (Array.isArray(value["messages"]) || Array.isArray(value["statuses"]) ? "messages" : "");
  const here = { ...frame, field };
  switch (field) {
    case "messages":
      return messageEvents(here, value);
    case "smb_message_echoes":
      return echoEvents(here, value);
    case "history":
      return historyEvents(here, value);
    case "user_preferences":
      return each(here, value["user_preferences"], (one) => preference(here, one));
    case "user_id_update":
      return idUpdateEvents(here, value);
    case "":
      return [unknown(here, "no field", value)];
    default:
      return ACCOUNT_FIELDS.has(field)
        ? [accountEvent(here, value)]
        : [unknown(here, "a field we do not know", value)];
  }
}

/** One broken element leaves its neighbours alone; what should be a list and is none is kept as it came. */
function each(frame: Frame, value: unknown, read: (one: unknown) => ChannelEvent): ChannelEvent[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [unknown(frame, "not a list", value)];
  return list(value).map((one) => {
    try {
      return read(one);
    } catch (error) {
      return unknown(frame, `unreadable: ${String(error)}`, one);
    }
  });
}

function echoEvents(frame: Frame, value: Bag): ChannelEvent[] {
  const people = new People(value["contacts"]);
  return each(frame, value["message_echoes"], (one) => echo(frame, people, one, "echo"));
}

function idUpdateEvents(frame: Frame, value: Bag): ChannelEvent[] {
  const people = new People(value["contacts"]);
  return each(frame, value["user_id_update"], (one) => idUpdate(frame, one, people));
}

function messageEvents(frame: Frame, value: Bag): ChannelEvent[] {
  const people = new People(value["contacts"]);
  const events: ChannelEvent[] = [
    ...each(frame, value["messages"], (one) => inboundMessage(frame, people, one, "live")),
    ...each(frame, value["statuses"], (one) => status(frame, one)),
    ...each(frame, value["errors"], (one) => accountError(frame, one)),
  ];
  return events.length > 0 ? events : [unknown(frame, "nothing in it", value)];
}

function accountError(frame: Frame, raw: unknown): ChannelEvent {
  if (!isBag(raw)) return unknown(frame, "an error that says nothing", raw);
  return {
    kind: "account",
    field: "messages",
    event: `error ${str(raw["code"]) ?? "unknown"}`,
    payload: raw,
    ...at(frame, frame.entryTime),
  };
}

const STATUSES = new Map<string, MessageStatusName>([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  // Voice messages only: heard is more than read, and nothing comes after it.
  ["played", "read"],
  ["failed", "failed"],
]);

function status(frame: Frame, raw: unknown): ChannelEvent {
  const value = bag(raw);
  const waId = str(value["id"]);
  const name = STATUSES.get(str(value["status"]) ?? "");
  if (waId === undefined) return unknown(frame, "a status without id", raw);
  if (!name) return unknown(frame, "a status we do not know", raw);
  const isGroup = value["recipient_type"] === "group";
  const recipient = identity({
    phone: isGroup ? value["recipient_participant_id"] : value["recipient_id"],
    bsuid: isGroup ? value["recipient_participant_user_id"] : value["recipient_user_id"],
  });
  const callbackId = str(value["biz_opaque_callback_data"]);
  const groupId = isGroup ? str(value["recipient_id"]) : undefined;
  const [error = {}] = list(value["errors"]).filter(isBag);
  return {
    kind: "status",
    waId,
    status: name,
    ...at(frame, value["timestamp"]),
    ...(callbackId === undefined ? {} : { callbackId }),
    ...(recipient ? { recipient } : {}),
    ...(groupId === undefined ? {} : { groupId }),
    ...(name === "failed" ? { error: failureOf(error) } : {}),
    ...(isBag(value["pricing"]) ? { pricing: value["pricing"] } : {}),
  };
}

function historyEvents(frame: Frame, value: Bag): ChannelEvent[] {
  const people = new People(value["contacts"]);
  const events: ChannelEvent[] = [
    ...each(frame, value["messages"], (one) => inboundMessage(frame, people, one, "history")),
    ...each(frame, value["message_echoes"], (one) => echo(frame, people, one, "history")),
  ];
  for (const raw of list(value["history"])) {
    const chunk = bag(raw);
    for (const rawThread of list(chunk["threads"])) {
      const thread = bag(rawThread);
      const context = bag(thread["context"]);
      const other = identity({
        phone: context["wa_id"] ?? thread["id"],
        bsuid: context["user_id"],
        parentBsuid: context["parent_user_id"],
        username: context["username"],
      });
      if (!other) events.push(unknown(frame, "a thread with nobody", rawThread));
      else events.push(...each(frame, thread["messages"], (one) => historic(frame, other, one)));
    }
    const event = Array.isArray(chunk["errors"]) ? "declined" : "chunk";
    events.push({
      kind: "account",
      field: "history",
      event,
      payload: { metadata: chunk["metadata"] ?? null, errors: chunk["errors"] ?? null },
      ...at(frame, undefined),
    });
  }
  return events.length > 0 ? events : [unknown(frame, "nothing in it", value)];
}

function preference(frame: Frame, raw: unknown): ChannelEvent {
  const value = bag(raw);
  const contact = identity({
    phone: value["wa_id"],
    bsuid: value["user_id"],
    parentBsuid: value["parent_user_id"],
  });
  const wish = str(value["value"]);
  if (!contact || !wish) return unknown(frame, "a preference of nobody", raw);
  const category = str(value["category"]) ?? "unknown";
  // `signup` is a wish to hear from the business, as `resume` is.
  const wants =
    wish === "stop" ? "stop" : wish === "resume" || wish === "signup" ? "resume" : undefined;
  if (!wants) return unknown(frame, "a preference we do not know", raw);
  return { kind: "preference", contact, category, wants, ...at(frame, value["timestamp"]) };
}

function idUpdate(frame: Frame, raw: unknown, people: People): ChannelEvent {
  const value = bag(raw);
  const ids = bag(value["user_id"]);
  const parents = bag(value["parent_user_id"]);
  const phone = value["wa_id"];
  const previous = identity({ phone, bsuid: ids["previous"], parentBsuid: parents["previous"] });
  const current = identity({
    phone,
    bsuid: ids["current"],
    parentBsuid: parents["current"],
    username: people.who(phone, ids["current"])?.identity.username,
  });
  if (!previous || !current) return unknown(frame, "an id update of nobody", raw);
  return { kind: "identity", previous, current, ...at(frame, value["timestamp"]) };
}

const ACCOUNT_FIELDS = new Set([
  "account_update",
  "account_alerts",
  "account_review_update",
  "account_settings_update",
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
  "phone_number_quality_update",
  "phone_number_name_update",
  "business_capability_update",
  "business_status_update",
  "business_username_updates",
  "security",
  "smb_app_state_sync",
  "calls",
  "flows",
  "group_lifecycle_update",
  "group_participants_update",
  "group_settings_update",
  "group_status_update",
  "payment_configuration_update",
  "tracking_events",
  "partner_solutions",
]);

function accountEvent(frame: Frame, value: Bag): AccountEvent {
  // Older pages print the quality payload under the status field.
  const misfiled =
    frame.field === "message_template_status_update" && value["new_quality_score"] !== undefined;
  const field = misfiled ? "message_template_quality_update" : frame.field;
  const [call] = list(value["calls"]).map(bag);
  const [group] = list(value["groups"]).map(bag);
  const [callStatus] = list(value["statuses"]).map(bag);
  const event =
    str(value["event"]) ??
    str(value["decision"]) ??
    str(value["new_quality_score"]) ??
    str(call?.["event"]) ??
    str(callStatus?.["status"]) ??
    str(group?.["type"]) ??
    str(value["alert_type"]) ??
    str(value["status"]) ??
    "unknown";
  const account = str(bag(value["waba_info"])["waba_id"]);
  const stamp = str(frame.entryTime);
  return {
    kind: "account",
    field,
    event,
    payload: value,
    ...at(frame, frame.entryTime),
    ...(stamp === undefined ? {} : { stamp }),
    ...(account === undefined ? {} : { accountId: account }),
  };
}
