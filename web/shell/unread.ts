import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";

/** Conversations waiting for an answer, for the mark on the inbox. */
export function useUnread(): number {
  const counts = useApi("countConversations", {}, { enabled: can("conversations.read") });
  return counts.data?.unread ?? 0;
}
