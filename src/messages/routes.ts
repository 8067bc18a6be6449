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
import { findMessageRow, listMessageRows, type MessageRow } from "./queries.ts";
import { markLatestRead } from "./read-marks.ts";
import { messagesContract, threadContract } from "./schema.ts";
import { retry, send, type SendOrder } from "./send.ts";
import "./sender.ts";
import { present, presentOne } from "./views.ts";

/** A message is seen by whoever sees its conversation. */
async function visibleMessage(id: string, caller: Caller): Promise<MessageRow> {
  const row = await findMessageRow(id);
  if (!row)
    throw new AppError("not_found", "MESSAGE_NOT_FOUND", { message: "There is no such message." });
  await getConversationRow(row.conversationId, await visibilityOf(caller));
  return row;
}

interface Recipient {
  conversationId?: string | undefined;
  connectionId?: string | undefined;
  to?: string | undefined;
}

/** Opening the chat and sending go together, so that a refused message leaves no empty conversation behind. */
async function sendTo(
  { conversationId, connectionId = "", to = "" }: Recipient,
  says: Pick<SendOrder, "content" | "replyToId">,
  caller: Caller,
): Promise<MessageRow> {
  return transaction(async () =>
    sendIn(
      conversationId ?? (await openConversation(connectionId, to, caller.userId)),
      says,
      caller,
    ),
  );
}

const sendIn = async (
  conversationId: string,
  { content, replyToId }: Pick<SendOrder, "content" | "replyToId">,
  caller: Caller,
): Promise<MessageRow> =>
  send({
    conversationId,
    content,
    replyToId,
    userId: caller.userId,
    priority: "reply",
    visibility: await visibilityOf(caller),
  });

export const messagesFeature: Feature = {
  api: [
    implement(messagesContract)({
      sendMessage: async ({ body, caller }) => presentOne(await sendTo(body, body, caller)),
      sendTemplateMessage: async ({ body, caller }) => {
        const { name, language, components, replyToId } = body;
        const content = { type: "template" as const, name, language, components };
        return presentOne(await sendTo(body, { content, replyToId }, caller));
      },
      getMessage: async ({ params, caller }) => presentOne(await visibleMessage(params.id, caller)),
      getMessageStatus: async ({ params, caller }) => {
        const row = await visibleMessage(params.id, caller);
        const { error } = await presentOne(row);
        return { id: row.id, status: row.status, error, history: await listLedgerSteps(row.id) };
      },
      retryMessage: async ({ params, caller }) =>
        presentOne(await retry(params.id, caller.userId, await visibilityOf(caller))),
    }),
    implement(threadContract)({
      listMessages: async ({ params, query, caller }) => {
        await getConversationRow(params.id, await visibilityOf(caller));
        const { limit, cursor } = query;
        const rows = await listMessageRows(params.id, decodeCursor(cursor), limit + 1);
        const page = rows.slice(0, limit);
        const last = rows.length > limit ? page.at(-1) : undefined;
        return {
          data: await present(page),
          pagination: { limit, nextCursor: last ? encodeCursor(last.sentAt, last.id) : null },
        };
      },
      sendConversationMessage: async ({ params, body, caller }) =>
        presentOne(await sendIn(params.id, body, caller)),
      addNote: async ({ params, body, caller }) =>
        presentOne(await addNote(params.id, body.text, caller.userId, await visibilityOf(caller))),
      typing: async ({ params, caller }) => {
        await getConversationRow(params.id, await visibilityOf(caller));
        await markLatestRead(params.id, true);
        return { done: true };
      },
    }),
  ],
};
