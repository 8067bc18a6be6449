import type { InfiniteData } from "@tanstack/preact-query";
import type { Message } from "../../src/messages/schema.ts";
import { api } from "../api.ts";
import { isLater } from "./status-order.ts";
import { queryClient, readAgain, useKeyset } from "../lib/query.ts";

interface Page {
  data: Message[];
  pagination: { nextCursor: string | null };
}

const pageSize = 50;
const keyOf = (conversationId: string) => ["listMessages", conversationId];

export const useMessages = (id: string) =>
  useKeyset<Message>(keyOf(id), async (cursor, signal) => {
    const query = { limit: pageSize, ...(cursor && { cursor }) };
    const page = await api("listMessages", { params: { id }, query }, { signal });
    return { ...page, data: page.data.map(withNews) };
  });

type News = Pick<Message, "status" | "error">;

/** The latest news of messages, which may come before the messages themselves. */
const ahead = new Map<string, News>();
const aheadMax = 500;

const changes = (message: Message, { status, error }: News): boolean =>
  status !== null &&
  (isLater(message.status, status) || (error !== null && message.status === status));

function withNews(message: Message): Message {
  const news = ahead.get(message.id);
  return news && changes(message, news) ? { ...message, ...news } : message;
}

/** A message got on its way, or did not. */
export function tellStatus(conversationId: string, id: string, news: News): void {
  ahead.delete(id);
  ahead.set(id, news);
  for (const oldest of ahead.keys()) {
    if (ahead.size <= aheadMax) break;
    ahead.delete(oldest);
  }
  patchMessage(conversationId, id, (one) => (changes(one, news) ? news : {}));
}

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
export function showMessage(given: Message): void {
  const message = withNews(given);
  readAgain(keyOf(message.conversationId));
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
