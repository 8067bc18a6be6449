import type { EditEvent, ReactionEvent, RevokeEvent } from "../channels/channel.ts";
import { identityKey } from "../contacts/identity-keys.ts";
import { resolveContacts } from "../contacts/identity.ts";
import { emit } from "../events/events.ts";
import {
  findByWhatsappIds,
  type MessageRow,
  setMessage,
  upsertReaction,
} from "../messages/queries.ts";

export type ChangeEvent = ReactionEvent | EditEvent | RevokeEvent;

/** Reactions, edits and revocations of messages the connection knows; of unknown ones nothing can be shown. */
export async function applyChanges(connectionId: string, events: ChangeEvent[]): Promise<void> {
  if (events.length === 0) return;
  const targets = await findByWhatsappIds(connectionId, [
    ...new Set(events.map(({ targetWaId }) => targetWaId)),
  ]);
  const byWaId = new Map(targets.map((row) => [row.whatsappMessageId, row]));
  const touched = new Map<string, MessageRow>();
  for (const event of events) {
    const target = byWaId.get(event.targetWaId);
    if (!target) continue;
    await change(target, event);
    touched.set(target.id, target);
  }
  emit(
    "message.changed",
    ...[...touched.values()].map(({ id, conversationId }) => ({ messageId: id, conversationId })),
  );
}

async function change(target: MessageRow, event: ChangeEvent): Promise<void> {
  const at = new Date(event.at);
  if (event.kind === "reaction") {
    const actor = event.direction === "outbound" ? "us" : await contactIdOf(event);
    if (actor !== undefined) await upsertReaction(target.id, actor, event.emoji, at);
  } else if (event.kind === "edit") {
    // An older edit that comes late must not undo a newer one.
    if (target.editedAt !== null && target.editedAt > at) return;
    target.editedAt = at;
    await setMessage(target.id, { content: event.text, editedAt: at });
  } else if (target.revokedAt === null) {
    target.revokedAt = at;
    await setMessage(target.id, { revokedAt: at });
  }
}

async function contactIdOf({ contact, profileName }: ReactionEvent): Promise<string | undefined> {
  const sighting = { identity: contact, ...(profileName === undefined ? {} : { profileName }) };
  return (await resolveContacts([sighting])).get(identityKey(contact))?.id;
}
