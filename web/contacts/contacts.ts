import { useQueryClient } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import type { Contact } from "../../src/contacts/schema.ts";
import { api } from "../api.ts";
import { useKeyset } from "../lib/query.ts";
import { onEvent } from "../realtime.ts";

const pageSize = 50;

export function useContacts(search: string, tag: string) {
  const client = useQueryClient();
  useEffect(
    () =>
      onEvent("contact:updated", () => {
        void client.invalidateQueries({ queryKey: ["listContacts"] });
      }),
    [],
  );
  return useKeyset<Contact>(["listContacts", search, tag], (cursor, signal) =>
    api(
      "listContacts",
      {
        query: {
          limit: pageSize,
          ...(cursor && { cursor }),
          ...(search && { search }),
          ...(tag && { tag }),
        },
      },
      { signal },
    ),
  );
}
