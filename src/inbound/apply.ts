import type {
  AccountEvent,
  ChannelEvent,
  IdentityEvent,
  MessageEvent,
  PreferenceEvent,
  StatusEvent,
  UnknownEvent,
} from "../channels/channel.ts";
import { setMarketingPreference } from "../contacts/consent.ts";
import { identityKey } from "../contacts/identity-keys.ts";
import { relink, resolveContacts } from "../contacts/identity.ts";
import { emit } from "../events/events.ts";
import { sha256 } from "../lib/crypto.ts";
import { log } from "../ops/log.ts";
import { reportStatuses, type StatusReport } from "../messages/ledger.ts";
import { applyChanges, type ChangeEvent } from "./changes.ts";
import { applyMessages } from "./messages.ts";
import { insertChannelEvents } from "./queries.ts";

type OfKind<K extends ChannelEvent["kind"]> = Extract<ChannelEvent, { kind: K }>;
const ofKind = <K extends ChannelEvent["kind"]>(
  events: ChannelEvent[],
  ...kinds: K[]
): OfKind<K>[] =>
  events.filter((event): event is OfKind<K> => kinds.some((kind) => kind === event.kind));

/** Turns what a connection heard into rows, inside the caller's transaction and tenant. Repeats change nothing. */
export async function applyEvents(connectionId: string, events: ChannelEvent[]): Promise<void> {
  for (const event of ofKind(events, "identity")) await applyIdentity(event);
  const lines = ofKind(events, "identity").flatMap(systemLine);
  const messages: MessageEvent[] = [...ofKind(events, "message"), ...lines];
  await applyMessages(connectionId, messages);
  const changes: ChangeEvent[] = ofKind(events, "reaction", "edit", "revoke");
  await applyChanges(connectionId, changes);
  await reportStatuses(ofKind(events, "status").map((event) => toReport(connectionId, event)));
  for (const event of ofKind(events, "preference")) await applyPreference(event);
  await applyAccountEvents(connectionId, ofKind(events, "account"));
  for (const event of ofKind(events, "unknown")) logUnknown(connectionId, event);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function toReport(connectionId: string, event: StatusEvent): StatusReport {
  const { callbackId, waId, status, at, error } = event;
  return {
    connectionId,
    waId,
    status,
    at: new Date(at),
    // Echoed text is the other side's: only what looks like our id may reach the database as one.
    ...(callbackId !== undefined && UUID.test(callbackId) ? { messageId: callbackId } : {}),
    ...(error
      ? { error: { code: error.code, reason: error.reason, retryable: error.next !== "fail" } }
      : {}),
  };
}

async function applyIdentity({ previous, current }: IdentityEvent): Promise<void> {
  const contact = await relink(previous, current);
  if (contact) emit("contact.updated", { contactId: contact.id });
}

/** Where WhatsApp words the change as a message, it shows as a line in the thread. */
function systemLine(event: IdentityEvent): MessageEvent[] {
  const { waId, text, current, at, phoneNumberId } = event;
  if (waId === undefined) return [];
  return [
    {
      kind: "message",
      waId,
      direction: "inbound",
      contact: current,
      type: "system",
      text: text ?? null,
      metadata: { identity: { previous: event.previous, current } },
      placeholder: false,
      source: "history",
      at,
      ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
    },
  ];
}

async function applyPreference({ contact, category, wants }: PreferenceEvent): Promise<void> {
  const row = (await resolveContacts([{ identity: contact }])).get(identityKey(contact));
  if (!row) return;
  await setMarketingPreference(row.id, wants === "resume");
  emit("contact.preference", { contactId: row.id, category, wants });
}

async function applyAccountEvents(connectionId: string, events: AccountEvent[]): Promise<void> {
  const rows = await insertChannelEvents(
    events.map(({ field, event, payload, at, stamp }) => ({
      connectionId,
      field,
      event,
      payload,
      occurredAt: new Date(at),
      fingerprint: sha256(JSON.stringify([field, event, payload, stamp])),
    })),
  );
  for (const { id, field, event } of rows)
    emit("channel.event", { channelEventId: id, connectionId, field, event });
}

function logUnknown(connectionId: string, { field, why }: UnknownEvent): void {
  log.warn(
    { connectionId, field, why },
    "part of a delivery was not understood; the delivery is kept raw",
  );
}
