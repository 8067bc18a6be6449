import { getConnection } from "../connections/service.ts";
import { findIdentities } from "../contacts/queries.ts";
import { findActiveConversations } from "../conversations/chat-queries.ts";
import { transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { canonicalPhone } from "../lib/phone.ts";
import { contentOf, isMedia, messageValue, reactionValue, type Told } from "./contact-message.ts";
import { enqueueDelivery, enqueueStep, seconds } from "./deliveries.ts";
import { takeMishaps } from "./faults.ts";
import { ring } from "./feed.ts";
import { inventedNumber, newWaId } from "./ids.ts";
import { fileOf, keepFile } from "./media.ts";
import {
  type ContactRow,
  countContacts,
  findContact,
  findMessage,
  insertContact,
  insertMessage,
  listUndelivered,
  type MediaRow,
  nextRevision,
  setContact,
  setMessage,
} from "./queries.ts";
import type { ContactSays } from "./schema.ts";

const MAX_CONTACTS = 500;

interface NewContact {
  phone: string;
  name: string;
}

export async function addContact(connectionId: string, person: NewContact): Promise<ContactRow> {
  return transaction(async () => {
    const revision = await nextRevision(connectionId);
    if (await findContact(connectionId, { phone: canonicalPhone(person.phone) })) {
      throw new AppError("conflict", "PHONE_TAKEN", {
        message: "Another contact on this phone has the number.",
      });
    }
    return create(connectionId, person, revision);
  });
}

/** The caller holds the network's counter, so nobody else adds the same person meanwhile. */
async function create(
  connectionId: string,
  { phone, name }: NewContact,
  revision: number,
): Promise<ContactRow> {
  if ((await countContacts(connectionId)) >= MAX_CONTACTS) {
    throw new AppError("conflict", "TOO_MANY_CONTACTS", {
      message: "The simulated phone has as many contacts as it can hold.",
    });
  }
  ring(connectionId);
  return insertContact({ connectionId, phone: canonicalPhone(phone), name, revision });
}

interface ContactChange {
  name?: string | undefined;
  online?: boolean | undefined;
  autoRead?: boolean | undefined;
}

export async function changeContact(
  connectionId: string,
  id: string,
  { name, online, autoRead }: ContactChange,
): Promise<ContactRow> {
  return transaction(async () => {
    const revision = await nextRevision(connectionId);
    const before = await getContact(connectionId, id);
    await setContact(id, {
      revision,
      ...(name === undefined ? {} : { name }),
      ...(online === undefined ? {} : { online }),
      ...(autoRead === undefined ? {} : { autoRead }),
    });
    if (online === true && !before.online)
      for (const message of await listUndelivered(id)) await enqueueStep(message, "delivered", 0);
    ring(connectionId);
    return getContact(connectionId, id);
  });
}

export async function getContact(connectionId: string, id: string): Promise<ContactRow> {
  const contact = await findContact(connectionId, { id });
  if (contact) return contact;
  throw new AppError("not_found", "NOT_FOUND", { message: "There is no such contact." });
}

/** For programs: the contact is made when it is new. */
export async function hear(
  connectionId: string,
  { from, name, says }: { from: string; name: string | undefined; says: ContactSays },
): Promise<{ waId: string; contactId: string }> {
  const phone = canonicalPhone(from);
  const known = await transaction(async () => {
    const revision = await nextRevision(connectionId);
    const found = await findContact(connectionId, { phone });
    return found ?? create(connectionId, { phone, name: name ?? phone }, revision);
  });
  if (name !== undefined && name !== known.name)
    await changeContact(connectionId, known.id, { name });
  return say(connectionId, known.id, says, true);
}

/** A contact writes. `library`: files may be named by their ids in the tenant's media library. */
export async function say(
  connectionId: string,
  contactId: string,
  says: ContactSays,
  library: boolean,
): Promise<{ waId: string; contactId: string }> {
  const { phoneNumber } = await getConnection(connectionId);
  if (says.type === "reaction") return react(connectionId, contactId, says);
  const file = isMedia(says) ? await fileFor(connectionId, says, library) : undefined;
  return transaction(async () => {
    const revision = await nextRevision(connectionId);
    const contact = await getContact(connectionId, contactId);
    const { delayMs, duplicates } = await takeMishaps(connectionId, contact.phone, "contact");
    const at = clock.now();
    const message = await insertMessage({
      connectionId,
      contactId,
      waId: newWaId(),
      author: "contact",
      content: contentOf(says, file),
      replyToWaId: says.replyTo ?? null,
      status: "sent",
      delayMs,
      duplicates,
      revision,
    });
    await setContact(contactId, { lastWroteAt: at, lastMessageId: message.id, revision });
    const businessPhone = phoneNumber ?? inventedNumber(connectionId);
    const value = messageValue({ contact, message, at: seconds(at), businessPhone });
    await enqueueDelivery({ connectionId, value, delayMs, duplicates, messageId: message.id });
    ring(connectionId);
    return { waId: message.waId, contactId };
  });
}

async function fileFor(
  connectionId: string,
  says: Extract<Told, { voice: boolean }>,
  library: boolean,
): Promise<MediaRow> {
  if (says.mediaId !== undefined) return fileOf(connectionId, says.mediaId, library);
  if (says.data === undefined) {
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message: "A file is needed.",
      details: [{ path: "mediaId", message: "mediaId or data is needed" }],
    });
  }
  const bytes = new Uint8Array(Buffer.from(says.data, "base64"));
  return keepFile(connectionId, { bytes, mimeType: says.mimeType, fileName: says.fileName });
}

async function react(
  connectionId: string,
  contactId: string,
  { messageId, emoji }: Extract<ContactSays, { type: "reaction" }>,
): Promise<{ waId: string; contactId: string }> {
  return transaction(async () => {
    const revision = await nextRevision(connectionId);
    const contact = await getContact(connectionId, contactId);
    const target =
      (await findMessage(connectionId, { waId: messageId })) ??
      (UUID.test(messageId) ? await findMessage(connectionId, { id: messageId }) : undefined);
    if (target?.contactId !== contactId)
      throw new AppError("not_found", "NOT_FOUND", { message: "There is no such message." });
    const pacing = await takeMishaps(connectionId, contact.phone, "contact");
    await setMessage(target.id, { contactReaction: emoji || null, revision });
    await setContact(contactId, { lastWroteAt: clock.now() });
    const waId = newWaId();
    const value = reactionValue({
      contact,
      waId,
      targetWaId: target.waId,
      emoji,
      at: seconds(clock.now()),
    });
    await enqueueDelivery({ connectionId, value, ...pacing });
    ring(connectionId);
    return { waId, contactId };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Meta's webhooks do not say that a contact types; the inbox shows it all the same, where a conversation is open. */
export async function type(
  connectionId: string,
  contactId: string,
  typing: boolean,
): Promise<void> {
  const { phone } = await getContact(connectionId, contactId);
  const [identity] = await findIdentities([{ kind: "phone", value: canonicalPhone(phone) }]);
  if (!identity) return;
  const [conversation] = await findActiveConversations(connectionId, [identity.contactId]);
  if (!conversation) return;
  emit("contact.typing", { conversationId: conversation.id, isTyping: typing });
}
