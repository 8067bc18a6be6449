import { mediaUrl } from "../media/links.ts";
import { findMediaRows, type MediaRow } from "../media/queries.ts";
import { plainFacts } from "./content.ts";
import { listMessagesByIds, listReactions, type MessageRow, type Reaction } from "./queries.ts";
import { type Message, MessageType } from "./schema.ts";

/** As the API shows them. */
export async function present(rows: readonly MessageRow[]): Promise<Message[]> {
  const reactions = Map.groupBy(
    await listReactions(rows.map(({ id }) => id)),
    ({ messageId }) => messageId,
  );
  const found = await findMediaRows(rows.flatMap(({ mediaId }) => mediaId ?? []));
  const files = new Map(found.map((file) => [file.id, file]));
  return rows.map((row) =>
    toMessage(row, reactions.get(row.id) ?? [], files.get(row.mediaId ?? "")),
  );
}

export const presentByIds = async (ids: string[]): Promise<Message[]> =>
  present(await listMessagesByIds(ids));

export async function presentOne(row: MessageRow): Promise<Message> {
  const [message] = await present([row]);
  if (!message) throw new Error("a message has no shape");
  return message;
}

const UNKNOWN_OUTCOME = {
  code: "OUTCOME_UNKNOWN",
  reason:
    "The connection broke while sending, so we cannot tell whether it was sent. It is not repeated by itself.",
  retryable: true,
};

function toMessage(row: MessageRow, reactions: Reaction[], file: MediaRow | undefined): Message {
  const type = MessageType.safeParse(row.type);
  return {
    id: row.id,
    tenantId: row.tenantId,
    conversationId: row.conversationId,
    whatsAppMessageId: row.whatsappMessageId,
    direction: row.direction,
    type: type.success ? type.data : "unsupported",
    content: row.content,
    mediaUrl: row.mediaId === null ? null : mediaUrl(row.tenantId, row.mediaId),
    metadata: { ...plainFacts(row, file), ...row.metadata },
    status: row.status,
    error: row.outcomeUnknownAt === null ? row.error : UNKNOWN_OUTCOME,
    replyToId: row.replyToId,
    reactions: reactions.map(({ emoji, actor }) => ({
      emoji,
      from: actor === "us" ? "us" : "contact",
    })),
    sentByUserId: row.sentByUserId,
    editedAt: row.editedAt,
    revokedAt: row.revokedAt,
    sentAt: row.sentAt,
    deliveredAt: row.deliveredAt,
    readAt: row.readAt,
    createdAt: row.createdAt,
  };
}
