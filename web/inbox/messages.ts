import type { InfiniteData } from "@tanstack/preact-query";
import type { Message } from "../../src/messages/schema.ts";
import { api } from "../api.ts";
import { queryClient, useKeyset } from "../lib/query.ts";

interface Page {
  data: Message[];
  pagination: { nextCursor: string | null };
}

const pageSize = 50;
const keyOf = (conversationId: string) => ["listMessages", conversationId];

export const useMessages = (id: string) =>
  useKeyset<Message>(keyOf(id), (cursor, signal) =>
    api(
      "listMessages",
      { params: { id }, query: { limit: pageSize, ...(cursor && { cursor }) } },
      { signal },
    ),
  );

const rank = (message: Message): string =>
  `${new Date(message.sentAt).toISOString()} ${message.id}`;

function put(pages: Page[], message: Message): Page[] {
  const next = pages.map((page) => ({ ...page, data: [...page.data] }));
  for (const { data } of next) {
    const at = data.findIndex((one) => one.id === message.id);
    if (at < 0) continue;
    data[at] = message;
    return next;
  }
  for (const { data } of next) {
    const at = data.findIndex((one) => rank(one) < rank(message));
    if (at < 0) continue;
    data.splice(at, 0, message);
    return next;
  }
  const last = next.at(-1);
  if (last?.pagination.nextCursor === null) last.data.push(message);
  return next;
}

/** Adds the message to a loaded thread, or replaces what is shown of it. */
export function showMessage(message: Message): void {
  queryClient.setQueryData<InfiniteData<Page>>(
    keyOf(message.conversationId),
    (data) => data && { ...data, pages: put(data.pages, message) },
  );
}

export function patchMessage(
  conversationId: string,
  id: string,
  change: (message: Message) => Partial<Message>,
): void {
  queryClient.setQueryData<InfiniteData<Page>>(
    keyOf(conversationId),
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          data: page.data.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
        })),
      },
  );
}

export const staleMessages = (conversationId: string): void =>
  void queryClient.invalidateQueries({ queryKey: keyOf(conversationId) });
