import { me } from "../lib/session.ts";
import type { Mode } from "./composer-top.tsx";

const keyOf = (conversationId: string, mode: Mode): string =>
  `wc.draft.${me.value?.user.id ?? ""}.${conversationId}.${mode}`;

export const readDraft = (conversationId: string, mode: Mode): string =>
  localStorage.getItem(keyOf(conversationId, mode)) ?? "";

export function keepDraft(conversationId: string, mode: Mode, text: string): void {
  if (text.trim()) localStorage.setItem(keyOf(conversationId, mode), text);
  else localStorage.removeItem(keyOf(conversationId, mode));
}
