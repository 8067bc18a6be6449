import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { queryClient } from "../lib/query.ts";
import { onEvent } from "../realtime.ts";
import {
  dropConversation,
  knownConversation,
  patchConversation,
  refreshConversation,
  showConversation,
} from "./conversations.ts";
import { isLater } from "./status-order.ts";

/** Ids of conversations whose contact is writing. */
export const typing = signal<ReadonlySet<string>>(new Set());
const stops = new Map<string, ReturnType<typeof setTimeout>>();
const typingMs = 12_000;

function setTyping(id: string, on: boolean): void {
  clearTimeout(stops.get(id));
  const next = new Set(typing.value);
  if (on) {
    next.add(id);
    stops.set(
      id,
      setTimeout(() => setTyping(id, false), typingMs),
    );
  } else next.delete(id);
  typing.value = next;
}

/** Keeps the lists up to date while the inbox is open. */
export function useLiveInbox(): void {
  useEffect(() => {
    const offs = [
      onEvent("message:new", ({ conversationId, message }) => {
        if (message.direction === "inbound") setTyping(conversationId, false);
      }),
      onEvent("message:updated", ({ conversationId, message }) => {
        if (knownConversation(conversationId)?.lastMessage?.id === message.id)
          refreshConversation(conversationId);
      }),
      onEvent("message:status", ({ messageId, conversationId, status }) => {
        patchConversation(conversationId, ({ lastMessage }) =>
          lastMessage?.id === messageId && isLater(lastMessage.status, status)
            ? { lastMessage: { ...lastMessage, status } }
            : {},
        );
      }),
      onEvent("conversation:new", ({ conversation }) => showConversation(conversation)),
      onEvent("conversation:updated", ({ conversationId, conversation, gone }) => {
        if (gone) dropConversation(conversationId);
        else if (conversation) showConversation(conversation);
        else refreshConversation(conversationId);
      }),
      onEvent("conversation:assigned", ({ conversation }) => showConversation(conversation)),
      onEvent("contact:typing", ({ conversationId, isTyping }) =>
        setTyping(conversationId, isTyping),
      ),
      onEvent("contact:updated", () => {
        void queryClient.invalidateQueries({ queryKey: ["getContact"] });
      }),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, []);
}
