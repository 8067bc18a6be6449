import { transaction } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { enqueueDelivery, enqueueStep, statusValue, type Step } from "./deliveries.ts";
import { ring } from "./feed.ts";
import {
  advanceMessages,
  findContact,
  findMessage,
  type MessageRow,
  nextRevision,
  setContact,
  setMessage,
} from "./queries.ts";
import { getContact } from "./service.ts";

const AUTO_READ_MS = 1000;

/** The phone gets or reads one message of the business. Repeats change nothing. */
export async function takeStep(connectionId: string, messageId: string, step: Step): Promise<void> {
  await transaction(async () => {
    const revision = await nextRevision(connectionId);
    const message = await findMessage(connectionId, { id: messageId });
    const contact = message && (await findContact(connectionId, { id: message.contactId }));
    if (!message || !contact?.online) return;
    if (message.status !== (step === "delivered" ? "sent" : "delivered")) return;
    await setMessage(message.id, { status: step, revision });
    if (step === "delivered") {
      const later = contact.lastMessageId !== null && contact.lastMessageId > message.id;
      await setContact(contact.id, {
        revision,
        ...(later ? {} : { lastMessageId: message.id }),
      });
      if (contact.autoRead) await enqueueStep(message, "read", AUTO_READ_MS);
    }
    await tell(contact.phone, [{ ...message, status: step }]);
    ring(connectionId);
  });
}

/** Somebody looks at the chat. */
export async function readChat(connectionId: string, contactId: string): Promise<void> {
  await transaction(async () => {
    const revision = await nextRevision(connectionId);
    const contact = await getContact(connectionId, contactId);
    const change = { status: "read" as const, revision };
    const read = await advanceMessages(
      { contactId, author: "business", from: ["delivered"] },
      change,
    );
    if (read.length === 0) return;
    await setContact(contactId, { revision });
    await tell(contact.phone, read);
    ring(connectionId);
  });
}

/** One delivery for those that travel alike. */
async function tell(phone: string, messages: MessageRow[]): Promise<void> {
  const alike = Map.groupBy(messages, ({ delayMs, duplicates }) => `${delayMs}/${duplicates}`);
  const at = clock.now();
  for (const [first, ...rest] of alike.values()) {
    if (!first) continue;
    const { connectionId, delayMs, duplicates } = first;
    const statuses = [first, ...rest].map(({ waId, callbackId, status }) => ({
      waId,
      callbackId,
      status,
      phone,
      at,
    }));
    const value = statusValue(...statuses);
    await enqueueDelivery({ connectionId, value, delayMs, duplicates });
  }
}

/** The business has the contact's message: the second tick. */
export async function markHandedOver(connectionId: string, messageId: string): Promise<void> {
  await transaction(async () => {
    const revision = await nextRevision(connectionId);
    const message = await findMessage(connectionId, { id: messageId });
    if (message?.status !== "sent") return;
    await setMessage(messageId, { status: "delivered", revision });
    ring(connectionId);
  });
}
