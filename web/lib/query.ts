import { QueryClient, useInfiniteQuery, useQuery } from "@tanstack/preact-query";
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
