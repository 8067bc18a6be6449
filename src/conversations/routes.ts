import type { Feature } from "../app.ts";
import { visibilityOf } from "../accounts/visibility.ts";
import type { Caller } from "../http/caller.ts";
import { implement } from "../http/mount.ts";
import { decodeCursor, encodeCursor } from "../lib/cursor.ts";
import { addNote } from "../messages/notes.ts";
import { listMessageRows, withReactions } from "../messages/queries.ts";
import { markLatestRead } from "../messages/read-marks.ts";
import { answerWith } from "../messages/routes.ts";
import { send } from "../messages/send.ts";
import { countOpen, listConversationPage } from "./queries.ts";
import { conversationsContract } from "./schema.ts";
import {
  addTags,
  getConversation,
  getConversationRow,
  markRead,
  updateConversation,
} from "./service.ts";

/** `me` is the caller; an API key is nobody. */
const assignedFilter = (assigned: string | undefined, caller: Caller): string | undefined =>
  assigned === "me" ? (caller.userId ?? "none") : assigned;

export const conversationsFeature: Feature = {
  api: [
    implement(conversationsContract)({
      listConversations: async ({ query, caller }) => {
        const { cursor, limit, unread, assigned, ...filter } = query;
        const page = {
          ...filter,
          assigned: assignedFilter(assigned, caller),
          unread: unread === "true",
          before: decodeCursor(cursor),
          limit: limit + 1,
        };
        const found = await listConversationPage(page, await visibilityOf(caller));
        const data = found.slice(0, limit);
        const last = found.length > limit ? data.at(-1) : undefined;
        const nextCursor = last
          ? encodeCursor(new Date(last.lastMessageAt ?? last.createdAt), last.id)
          : null;
        return { data, pagination: { limit, nextCursor } };
      },
      countConversations: async ({ caller }) =>
        countOpen(await visibilityOf(caller), caller.userId),
      getConversation: async ({ params, caller }) =>
        getConversation(params.id, await visibilityOf(caller)),
      updateConversation: async ({ params, body, caller }) =>
        updateConversation(params.id, body, await visibilityOf(caller)),
      assignConversation: async ({ params, body, caller }) =>
        updateConversation(
          params.id,
          { assignedAgentId: body.agentId },
          await visibilityOf(caller),
        ),
      addConversationTags: async ({ params, body, caller }) =>
        addTags(params.id, body.tags, await visibilityOf(caller)),
      markConversationRead: async ({ params, caller }) =>
        markRead(params.id, await visibilityOf(caller)),
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
