import { transaction } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { asPhone, canonicalPhone } from "../lib/phone.ts";
import { enqueueDelivery, enqueueStep, statusValue, type StatusOf } from "./deliveries.ts";
import { GraphRefusal } from "./errors.ts";
import { type Mishaps, takeMishaps } from "./faults.ts";
import { ring } from "./feed.ts";
import { contentOf, type FindFile, type GraphMessage, readMessage } from "./graph-message.ts";
import { digitsOf, newWaId } from "./ids.ts";
import {
  advanceMessages,
  type ContactRow,
  findContact,
  findMessage,
  insertContact,
  insertMessage,
  nextRevision,
  setContact,
  setMessage,
} from "./queries.ts";

const WINDOW_MS = 24 * 60 * 60 * 1000;
const WINDOW_CLOSED = 131047;
const DELIVERY_MS = 300;

interface Taken {
  waId: string;
  phone: string;
  dropAnswer: boolean;
}
type Outcome = Taken | { refused: number };

/** Takes a message of the business as WhatsApp does: answers at once, everything else follows as webhooks. */
export async function takeMessage(
  connectionId: string,
  body: unknown,
  findFile: FindFile,
): Promise<Taken> {
  const message = readMessage(body);
  const given = asPhone(message.to ?? "");
  if (given === undefined) throw new GraphRefusal(131009, "to: a phone number is needed");
  const phone = canonicalPhone(given);
  const content = message.type === "reaction" ? undefined : await contentOf(message, findFile);
  const outcome = await transaction(async (): Promise<Outcome> => {
    const revision = await nextRevision(connectionId);
    const mishaps = await takeMishaps(connectionId, phone, "business");
    ring(connectionId);
    if (mishaps.errorCode !== undefined) return { refused: mishaps.errorCode };
    const contact = await contactOf(connectionId, phone, revision);
    const waId = newWaId();
    const failCode = mishaps.failCode ?? closedCode(message, contact, mishaps);
    const callbackId = message.biz_opaque_callback_data ?? null;
    const status = { waId, callbackId, phone };
    if (message.type === "reaction") {
      await react(connectionId, message.reaction, failCode, revision);
      await tellStatuses(connectionId, status, mishaps, failCode, contact.online);
    } else if (content) {
      const row = await insertMessage({
        connectionId,
        contactId: contact.id,
        waId,
        author: "business",
        content,
        replyToWaId: message.context?.message_id ?? null,
        callbackId,
        status: failCode !== undefined ? "failed" : mishaps.reorder ? "read" : "sent",
        errorCode: failCode ?? null,
        delayMs: mishaps.delayMs,
        duplicates: mishaps.duplicates,
        revision,
      });
      const shown = mishaps.reorder && failCode === undefined ? { lastMessageId: row.id } : {};
      await setContact(contact.id, { typingUntil: null, revision, ...shown });
      await tellStatuses(connectionId, status, mishaps, failCode, false);
      if (contact.online && row.status === "sent") await enqueueStep(row, "delivered", DELIVERY_MS);
    }
    return { waId, phone, dropAnswer: mishaps.dropAnswer };
  });
  if ("refused" in outcome) throw new GraphRefusal(outcome.refused, "Simulated fault.");
  return outcome;
}

/** Whoever is written to gets a phone. */
async function contactOf(
  connectionId: string,
  phone: string,
  revision: number,
): Promise<ContactRow> {
  const known = await findContact(connectionId, { phone });
  return known ?? insertContact({ connectionId, phone, name: phone, revision });
}

/** Meta takes a free-form message after the 24 hours too, and lets it fail. */
function closedCode(
  { type }: GraphMessage,
  { lastWroteAt }: ContactRow,
  { closedWindow }: Mishaps,
): number | undefined {
  if (type === "template") return undefined;
  const open = lastWroteAt !== null && lastWroteAt.getTime() > clock.ms() - WINDOW_MS;
  return open && !closedWindow ? undefined : WINDOW_CLOSED;
}

async function react(
  connectionId: string,
  { message_id: waId, emoji }: { message_id: string; emoji: string },
  failCode: number | undefined,
  revision: number,
): Promise<void> {
  const target = await findMessage(connectionId, { waId });
  if (!target) throw new GraphRefusal(131009, "reaction.message_id: there is no such message");
  if (failCode === undefined)
    await setMessage(target.id, { businessReaction: emoji || null, revision });
}

type Status = Pick<StatusOf, "waId" | "callbackId" | "phone">;

async function tellStatuses(
  connectionId: string,
  status: Status,
  mishaps: Mishaps,
  failCode: number | undefined,
  delivered: boolean,
): Promise<void> {
  const { delayMs, duplicates, reorder } = mishaps;
  const tell = (name: StatusOf["status"], afterMs: number): Promise<void> =>
    enqueueDelivery({
      connectionId,
      value: statusValue({
        ...status,
        status: name,
        at: clock.now(),
        ...(failCode === undefined ? {} : { errorCode: failCode }),
      }),
      delayMs,
      duplicates,
      afterMs,
    });
  if (failCode !== undefined) return tell("failed", 0);
  if (reorder) {
    await tell("read", 0);
    await tell("delivered", DELIVERY_MS);
    return tell("sent", 2 * DELIVERY_MS);
  }
  await tell("sent", 0);
  if (delivered) await tell("delivered", DELIVERY_MS);
}

/** The business read a message of a contact, and may have begun to type. */
export async function takeReadMark(
  connectionId: string,
  waId: string,
  typing: boolean,
): Promise<void> {
  await transaction(async () => {
    const revision = await nextRevision(connectionId);
    const target = await findMessage(connectionId, { waId });
    if (target?.author !== "contact")
      throw new GraphRefusal(131009, "message_id: there is no such message");
    await readUpTo(target.contactId, target.id, revision);
    if (typing) {
      const typingUntil = new Date(clock.ms() + TYPING_MS);
      await setContact(target.contactId, { typingUntil, revision });
    }
    ring(connectionId);
  });
}

const TYPING_MS = 25_000;

const readUpTo = async (contactId: string, upToId: string, revision: number): Promise<void> => {
  await advanceMessages(
    { contactId, author: "contact", from: ["sent", "delivered"], upToId },
    { status: "read", revision },
  );
};

export const answerOf = ({ waId, phone }: Taken): unknown => ({
  messaging_product: "whatsapp",
  contacts: [{ input: phone, wa_id: digitsOf(phone) }],
  messages: [{ id: waId }],
});
