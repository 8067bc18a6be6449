import { openConnection } from "../connections/open.ts";
import { contactOfPhone } from "../contacts/service.ts";
import { newId } from "../db/columns.ts";
import { currentTenantId, lockName, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { parsePhone } from "../lib/phone.ts";
import { bumpConversations, findActiveConversations } from "./chat-queries.ts";

/** The chat with a number on a connection, made when there is none; assigned to whoever opens it. */
export async function openConversation(
  connectionId: string,
  to: string,
  userId: string | null,
): Promise<string> {
  await openConnection(connectionId);
  const phone = await parsePhone(to);
  if (phone === undefined) {
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message: "This is not a phone number.",
      details: [{ path: "to", message: "a phone number with country code is needed" }],
    });
  }
  return transaction(async () => {
    await lockName(`conversation/${connectionId}/${phone}`);
    const contact = await contactOfPhone(phone);
    const [existing] = await findActiveConversations(connectionId, [contact.id]);
    if (existing) return existing.id;
    const id = newId();
    await bumpConversations([
      {
        tenantId: currentTenantId(),
        id,
        contactId: contact.id,
        whatsappConnectionId: connectionId,
        assignedAgentId: userId,
        tags: [],
        lastMessageAt: clock.now(),
      },
    ]);
    emit("conversation.created", { conversationId: id });
    return id;
  });
}
