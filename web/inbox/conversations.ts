import type { InfiniteData } from "@tanstack/preact-query";
import type { Conversation } from "../../src/conversations/schema.ts";
import { api } from "../api.ts";
import { apiKey, queryClient, readAgain, useApi, useKeyset } from "../lib/query.ts";
import { isRecord } from "../lib/record.ts";
import { me } from "../lib/session.ts";

export type Queue = "mine" | "unassigned" | "all";
export type Status = Conversation["status"];
export interface ListFilter {
  queue: Queue;
  status: Status | "any";
  search: string;
}
interface Page {
  data: Conversation[];
  pagination: { nextCursor: string | null };
}

const pageSize = 50;
const assignees = { mine: "me", unassigned: "none", all: undefined } as const;

export function useConversations(filter: ListFilter) {
  const { queue, status, search } = filter;
  const assigned = assignees[queue];
  return useKeyset<Conversation>(["listConversations", filter], (cursor, signal) =>
    api(
      "listConversations",
      {
        query: {
          limit: pageSize,
          ...(cursor && { cursor }),
          ...(assigned && { assigned }),
          ...(status !== "any" && { status }),
          ...(search && { search }),
        },
      },
      { signal },
    ),
  );
}

export const useConversation = (id: string) => useApi("getConversation", { params: { id } });

const keyOf = (id: string) => apiKey("getConversation", { params: { id } });

export const knownConversation = (id: string): Conversation | undefined =>
  queryClient.getQueryData<Conversation>(keyOf(id)) ?? listed(id);

function listed(id: string): Conversation | undefined {
  for (const [, data] of queryClient.getQueriesData<InfiniteData<Page>>({
    queryKey: ["listConversations"],
  }))
    for (const page of data?.pages ?? []) {
      const row = page.data.find((one) => one.id === id);
      if (row) return row;
    }
  return undefined;
}

const isFilter = (value: unknown): value is ListFilter =>
  isRecord(value) && typeof value["queue"] === "string" && typeof value["search"] === "string";

function belongs(row: Conversation, { queue, status, search }: ListFilter, was: boolean): boolean {
  if (status !== "any" && row.status !== status) return false;
  if (queue === "mine" && row.assignedAgentId !== me.value?.user.id) return false;
  if (queue === "unassigned" && row.assignedAgentId !== null) return false;
  return search === "" || was;
}

const rank = ({ lastMessageAt, id }: Conversation): string =>
  `${lastMessageAt === null ? "" : new Date(lastMessageAt).toISOString()} ${id}`;

/** Takes the row out of every loaded list and puts it where it belongs now. */
function place(id: string, row: Conversation | null): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["listConversations"] })) {
    const filter = query.queryKey[1];
    if (!isFilter(filter)) continue;
    queryClient.setQueryData<InfiniteData<Page>>(query.queryKey, (data) => {
      if (!data) return data;
      const was = data.pages.some((page) => page.data.some((one) => one.id === id));
      const fits = row !== null && belongs(row, filter, was);
      if (!was && !fits) return data;
      const pages = data.pages.map((page) => ({
        ...page,
        data: page.data.filter((one) => one.id !== id),
      }));
      if (fits) insert(pages, row);
      return { ...data, pages };
    });
  }
}

function insert(pages: Page[], row: Conversation): void {
  for (const page of pages) {
    const at = page.data.findIndex((one) => rank(one) < rank(row));
    if (at < 0) continue;
    page.data.splice(at, 0, row);
    return;
  }
  const last = pages.at(-1);
  if (last?.pagination.nextCursor === null) last.data.push(row);
}

export function showConversation(row: Conversation): void {
  readAgain(keyOf(row.id));
  readAgain(["listConversations"]);
  queryClient.setQueryData<Conversation>(keyOf(row.id), row);
  place(row.id, row);
}

export function patchConversation(
  id: string,
  change: (row: Conversation) => Partial<Conversation>,
): void {
  const row = knownConversation(id);
  if (row) showConversation({ ...row, ...change(row) });
}

export function dropConversation(id: string): void {
  place(id, null);
  void queryClient.invalidateQueries({ queryKey: keyOf(id) });
}

const due = new Map<string, ReturnType<typeof setTimeout>>();

/** Reads it again soon; several reasons within a moment make one request. */
export function refreshConversation(id: string): void {
  if (due.has(id)) return;
  const read = async () => {
    due.delete(id);
    try {
      showConversation(await api("getConversation", { params: { id } }));
    } catch {
      void queryClient.invalidateQueries({ queryKey: ["listConversations"] });
    }
  };
  due.set(
    id,
    setTimeout(() => void read(), 150),
  );
}
