import type { SandboxContact, SandboxMessage } from "../../src/sandbox/schema.ts";

export type PhoneContact = SandboxContact;
export type PhoneMessage = SandboxMessage;

/** Oldest first; a newer version of a message takes its place. */
export function mergeMessages(
  known: readonly PhoneMessage[],
  news: readonly PhoneMessage[],
): PhoneMessage[] {
  const byId = new Map([...known, ...news].map((one) => [one.id, one]));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The one who was active last comes first. */
export function mergeContacts(
  known: readonly PhoneContact[],
  news: readonly PhoneContact[],
): PhoneContact[] {
  const byId = new Map([...known, ...news].map((one) => [one.id, one]));
  const rank = ({ id, lastMessage }: PhoneContact): string => lastMessage?.id ?? id;
  return [...byId.values()].toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1));
}

/** Buttons and list rows can be tapped once. */
export const isAnswered = (messages: readonly PhoneMessage[], waId: string): boolean =>
  messages.some(({ replyToWaId, content }) => replyToWaId === waId && content.type === "reply");
