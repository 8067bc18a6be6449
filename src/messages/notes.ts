import type { ConversationVisibility as Visibility } from "../accounts/visibility.ts";
import { getConversationRow } from "../conversations/service.ts";
import { newId } from "../db/columns.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { findMessageRow, insertMessages, type MessageRow } from "./queries.ts";

/** A private note stands in the thread and never leaves the house. */
export async function addNote(
  conversationId: string,
  text: string,
  userId: string | null,
  visibility: Visibility,
): Promise<MessageRow> {
  return transaction(async () => {
    const conversation = await getConversationRow(conversationId, visibility);
    const id = newId();
    await insertMessages([
      {
        tenantId: currentTenantId(),
        id,
        conversationId,
        connectionId: conversation.whatsappConnectionId,
        direction: "outbound",
        type: "note",
        content: text,
        metadata: {},
        sentByUserId: userId,
        source: "api",
        sentAt: clock.now(),
      },
    ]);
    emit("message.queued", { messageId: id, conversationId });
    const row = await findMessageRow(id);
    if (!row) throw new Error("a note vanished while it was stored");
    return row;
  });
}
