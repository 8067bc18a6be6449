import { signal } from "@preact/signals";
import type { Message, OutboundContent } from "../../src/messages/schema.ts";
import { ApiError, api, explain, uploadMedia } from "../api.ts";
import { isRecord } from "../lib/record.ts";
import { me } from "../lib/session.ts";
import { refreshConversation } from "./conversations.ts";
import { showMessage } from "./messages.ts";

export type FileKind = "image" | "video" | "audio" | "document";
/** What was asked to be said; a file has no content until it is uploaded. */
export interface Wish {
  conversationId: string;
  text: string;
  note: boolean;
  replyToId?: string;
  file?: { kind: FileKind; name: string; url: string; voice: boolean };
}
export interface Pending extends Wish {
  /** Also the idempotency key: however often it is sent, the server acts once. */
  key: string;
  at: string;
  state: "waiting" | "sending" | "failed";
  error?: string;
  progress?: number;
}

export const outbox = signal<Pending[]>([]);
const files = new Map<string, File>();
const uploaded = new Map<string, string>();
const held = new Map<string, Message[]>();
const busy = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

const storageKey = (): string => `wc.outbox.${me.value?.user.id ?? ""}`;

function change(next: Pending[]): void {
  outbox.value = next;
  // Files do not survive a reload.
  const kept = next.filter(({ file }) => !file);
  if (kept.length) localStorage.setItem(storageKey(), JSON.stringify(kept));
  else localStorage.removeItem(storageKey());
}

const patch = (key: string, with_: Partial<Pending>): void =>
  change(outbox.value.map((one) => (one.key === key ? { ...one, ...with_ } : one)));

/** What was written before a reload, or before the connection was lost. */
export function restoreOutbox(): () => void {
  change(stored());
  flush();
  globalThis.addEventListener("online", flush);
  return () => {
    globalThis.removeEventListener("online", flush);
    clearTimeout(timer);
  };
}

const isPending = (value: unknown): value is Pending =>
  isRecord(value) &&
  typeof value["key"] === "string" &&
  typeof value["conversationId"] === "string" &&
  typeof value["text"] === "string" &&
  typeof value["at"] === "string";

function stored(): Pending[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(storageKey()) ?? "[]");
    if (!Array.isArray(list)) return [];
    return list
      .filter(isPending)
      .map((one) => (one.state === "failed" ? one : { ...one, state: "waiting" }));
  } catch {
    return [];
  }
}

export function post(wish: Wish, file?: File): void {
  const key = crypto.randomUUID();
  if (file) files.set(key, file);
  change([...outbox.value, { ...wish, key, at: new Date().toISOString(), state: "waiting" }]);
  flush();
}

export function tryAgain({ key }: Pending): void {
  patch(key, { state: "waiting" });
  flush();
}

export function discard({ key, file }: Pending): void {
  if (file) URL.revokeObjectURL(file.url);
  files.delete(key);
  uploaded.delete(key);
  change(outbox.value.filter((one) => one.key !== key));
}

/** In each conversation one after the other, so that they arrive in the order written. */
function flush(): void {
  for (const conversationId of new Set(outbox.value.map((one) => one.conversationId)))
    if (!busy.has(conversationId)) void work(conversationId);
}

async function work(conversationId: string): Promise<void> {
  busy.add(conversationId);
  try {
    for (;;) {
      const next = outbox.value.find(
        (one) => one.conversationId === conversationId && one.state === "waiting",
      );
      if (!next || !(await deliver(next))) return;
    }
  } finally {
    busy.delete(conversationId);
    for (const message of held.get(conversationId) ?? []) showMessage(message);
    held.delete(conversationId);
  }
}

/** False when the connection is down: the rest waits too. */
async function deliver(pending: Pending): Promise<boolean> {
  const { key } = pending;
  patch(key, { state: "sending" });
  try {
    const message = await say(pending);
    discard(pending);
    showMessage(message);
    refreshConversation(message.conversationId);
    return true;
  } catch (error) {
    const down = error instanceof ApiError && (error.status === 0 || error.status === 503);
    if (down) {
      patch(key, { state: "waiting" });
      clearTimeout(timer);
      timer = setTimeout(flush, 5000);
      return false;
    }
    patch(key, { state: "failed", error: explain(error) });
    return true;
  }
}

async function say(pending: Pending): Promise<Message> {
  const { conversationId, note, text, replyToId, key } = pending;
  const params = { id: conversationId };
  const options = { idempotencyKey: key };
  if (note) return api("addNote", { params, body: { text } }, options);
  const content = await contentOf(pending);
  const body = replyToId ? { content, replyToId } : { content };
  return api("sendConversationMessage", { params, body }, options);
}

async function contentOf({ key, text, file }: Pending): Promise<OutboundContent> {
  if (!file) return { type: "text", text, previewUrl: true };
  const mediaId = uploaded.get(key) ?? (await upload(key));
  const caption = text ? { caption: text } : {};
  if (file.kind === "audio") return { type: "audio", mediaId, voice: file.voice };
  if (file.kind === "document")
    return { type: "document", mediaId, filename: file.name, ...caption };
  return { type: file.kind, mediaId, ...caption };
}

async function upload(key: string): Promise<string> {
  const file = files.get(key);
  if (!file) throw new Error("the file to send is gone");
  const { id } = await uploadMedia(file, { onProgress: (progress) => patch(key, { progress }) });
  uploaded.set(key, id);
  return id;
}

/** The server's news of a message being sent here wait for its answer, so that it shows once. */
export function holdBack(message: Message): boolean {
  if (!busy.has(message.conversationId) || message.sentByUserId !== me.value?.user.id) return false;
  held.set(message.conversationId, [...(held.get(message.conversationId) ?? []), message]);
  return true;
}
