import type { Feature } from "../app.ts";
import { visibilityOf } from "../accounts/visibility.ts";
import { openConversation } from "../conversations/open.ts";
import { transaction } from "../db/index.ts";
import { getConversationRow } from "../conversations/service.ts";
import { implement } from "../http/mount.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";
import { decodeCursor, encodeCursor } from "../lib/cursor.ts";
import { listLedgerSteps } from "./ledger-queries.ts";
import { addNote } from "./notes.ts";
import { findMessageRow, listMessageRows, type MessageRow, withReactions } from "./queries.ts";
import { markLatestRead } from "./read-marks.ts";
import { type Message, messagesContract, threadContract } from "./schema.ts";
import { retry, send } from "./send.ts";
import "./sender.ts";

/** A message is seen by whoever sees its conversation. */
async function visibleMessage(id: string, caller: Caller): Promise<MessageRow> {
  const row = await findMessageRow(id);
  if (!row)
    throw new AppError("not_found", "MESSAGE_NOT_FOUND", { message: "There is no such message." });
  await getConversationRow(row.conversationId, await visibilityOf(caller));
  return row;
}

async function answerWith(row: MessageRow): Promise<Message> {
  const [message] = await withReactions([row]);
  if (!message) throw new Error("a message has no shape");
  return message;
}

export const messagesFeature: Feature = {
  api: [
    implement(messagesContract)({
      sendMessage: async ({ body, caller }) => {
        const visibility = await visibilityOf(caller);
        const { content, replyToId } = body;
        const { userId } = caller;
        // Together, so that a refused message leaves no empty conversation behind.
        const row = await transaction(async () => {
          const conversationId =
            body.conversationId ??
            (await openConversation(body.connectionId ?? "", body.to ?? "", userId));
          return send({
            conversationId,
            content,
            replyToId,
            userId,
            priority: "reply",
            visibility,
          });
        });
        return answerWith(row);
      },
      getMessage: async ({ params, caller }) => answerWith(await visibleMessage(params.id, caller)),
      getMessageStatus: async ({ params, caller }) => {
        const row = await visibleMessage(params.id, caller);
        const { error } = await answerWith(row);
        return { id: row.id, status: row.status, error, history: await listLedgerSteps(row.id) };
      },
      retryMessage: async ({ params, caller }) =>
        answerWith(await retry(params.id, caller.userId, await visibilityOf(caller))),
    }),
    implement(threadContract)({
      listMessages: async ({ params, query, caller }) => {
        await getConversationRow(params.id, await visibilityOf(caller));
        const { limit, cursor } = query;
        const rows = await listMessageRows(params.id, decodeCursor(cursor), limit + 1);
        const page = rows.slice(0, limit);
        const last = rows.length > limit ? page.at(-1) : undefined;
        return {
          data: await withReactions(page),
          pagination: { limit, nextCursor: last ? encodeCursor(last.sentAt, last.id) : null },
        };
      },
      sendConversationMessage: async ({ params, body, caller }) => {
        const visibility = await visibilityOf(caller);
        const { content, replyToId } = body;
        return answerWith(
          await send({
            conversationId: params.id,
            content,
            replyToId,
            userId: caller.userId,
            priority: "reply",
            visibility,
          }),
        );
      },
      addNote: async ({ params, body, caller }) =>
        answerWith(await addNote(params.id, body.text, caller.userId, await visibilityOf(caller))),
      typing: async ({ params, caller }) => {
        await getConversationRow(params.id, await visibilityOf(caller));
        await markLatestRead(params.id, true);
        return { done: true };
      },
    }),
  ],
};
