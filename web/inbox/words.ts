import type { Conversation } from "../../src/conversations/schema.ts";
import { type PlainKey, t } from "../i18n/i18n.ts";

export const nameOf = ({ contact }: Pick<Conversation, "contact">): string =>
  contact.name ?? contact.phoneNumber ?? t("inbox.unknownContact");

const kinds: Record<string, PlainKey> = {
  image: "inbox.kindImage",
  video: "inbox.kindVideo",
  audio: "inbox.kindAudio",
  document: "inbox.kindDocument",
  sticker: "inbox.kindSticker",
  location: "inbox.kindLocation",
  contacts: "inbox.kindContacts",
  interactive: "inbox.kindInteractive",
  button: "inbox.kindInteractive",
  template: "inbox.kindTemplate",
  reaction: "inbox.kindReaction",
  order: "inbox.kindOrder",
  system: "inbox.kindSystem",
  note: "inbox.kindNote",
  unsupported: "inbox.kindUnsupported",
};

/** One line for a message: its text, else what it is. */
export function summary({ type, content }: { type: string; content: string | null }): string {
  if (content) return content;
  const key = kinds[type];
  return key ? t(key) : "";
}

export const statusWords = {
  open: "inbox.statusOpen",
  pending: "inbox.statusPending",
  resolved: "inbox.statusResolved",
  closed: "inbox.statusClosed",
} as const;

/** "23 h 58 m" until then; null when it is over. */
export function timeLeft(until: string | Date, now: number): string | null {
  const minutes = Math.floor((new Date(until).getTime() - now) / 60_000);
  if (minutes < 0) return null;
  const hours = Math.floor(minutes / 60);
  return hours > 0
    ? t("inbox.hoursMinutes", { hours, minutes: minutes % 60 })
    : t("inbox.minutes", { minutes });
}
