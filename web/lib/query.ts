import { QueryClient, type QueryKey, useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { type ApiKey, type ApiReceived, type ApiSent, ApiError, api } from "../api.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // The server's refusals do not change by asking again.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

export const apiKey = <K extends ApiKey>(key: K, send?: ApiSent<K>) =>
  send === undefined ? [key] : [key, send];

/** A read: `const users = useApi("listUsers", { query: { page: 1 } })`. */
export function useApi<K extends ApiKey>(
  key: K,
  send: ApiSent<K>,
  options: { enabled?: boolean } = {},
) {
  return useQuery<ApiReceived<K>>({
    queryKey: apiKey(key, send),
    queryFn: ({ signal }) => api(key, send, { signal }),
    placeholderData: (previous) => previous,
    ...options,
  });
}

interface Page<Row> {
  data: Row[];
  pagination: { nextCursor: string | null };
}

/** A keyset list; `load(cursor, signal)` reads one page. */
export function useKeyset<Row>(
  queryKey: readonly unknown[],
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: startOfList(),
    getNextPageParam: (last) => last.pagination.nextCursor ?? undefined,
  });
}

const startOfList = (): string | undefined => undefined;

const overtaken = new Set<string>();
/** Under a stream of news it is read once a second, not without end. */
const pauseMs = 1000;

/** News have come while these were being read: the answer may be older than they are, so it is asked for again. */
export function readAgain(queryKey: QueryKey): void {
  const cache = queryClient.getQueryCache();
  for (const query of cache.findAll({ queryKey, fetchStatus: "fetching" })) {
    if (overtaken.has(query.queryHash)) continue;
    overtaken.add(query.queryHash);
    const off = cache.subscribe((event) => {
      if (event.query !== query || query.state.fetchStatus === "fetching") return;
      off();
      setTimeout(() => {
        overtaken.delete(query.queryHash);
        void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
      }, pauseMs);
    });
  }
}
