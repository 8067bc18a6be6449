import { me } from "../lib/session.ts";

const keyOf = (conversationId: string): string =>
  `wc.draft.${me.value?.user.id ?? ""}.${conversationId}`;

export const readDraft = (conversationId: string): string =>
  localStorage.getItem(keyOf(conversationId)) ?? "";

export function keepDraft(conversationId: string, text: string): void {
  if (text.trim()) localStorage.setItem(keyOf(conversationId), text);
  else localStorage.removeItem(keyOf(conversationId));
}
