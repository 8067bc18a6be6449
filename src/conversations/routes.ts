import type { Feature } from "../app.ts";
import { visibilityOf } from "../accounts/visibility.ts";
import type { Caller } from "../http/caller.ts";
import { implement } from "../http/mount.ts";
import { decodeCursor, encodeCursor } from "../lib/cursor.ts";
import "./leaving.ts";
import { countOpen, listConversationPage } from "./queries.ts";
import { conversationsContract } from "./schema.ts";
import { addTags, getConversation, markRead, removeTags, updateConversation } from "./service.ts";

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
      removeConversationTag: async ({ params, caller }) =>
        removeTags(params.id, [params.tag], await visibilityOf(caller)),
      markConversationRead: async ({ params, caller }) =>
        markRead(params.id, await visibilityOf(caller)),
    }),
  ],
};
