import { signal } from "@preact/signals";
import type { Message, OutboundContent } from "../../src/messages/schema.ts";
import { ApiError, api, explain, uploadMedia } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { newId } from "../lib/new-id.ts";
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
  /** Whose message it is; nobody else's session may send it. */
  owner: string;
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
/** Within this time the server knows a key again, so sending twice counts once. */
const trustMs = 12 * 3_600_000;

const self = (): string | undefined => me.value?.user.id;
const prefix = (user: string): string => `wc.outbox.${user}.`;
const slot = ({ owner, key }: Pending): string => prefix(owner) + key;

/** One entry a message, so that several tabs do not overwrite each other. */
function change(next: Pending[]): void {
  // Files do not survive a reload.
  for (const one of next)
    if (!one.file && !outbox.value.includes(one))
      localStorage.setItem(slot(one), JSON.stringify(one));
  outbox.value = next;
}

const patch = (key: string, with_: Partial<Pending>): void =>
  change(outbox.value.map((one) => (one.key === key ? { ...one, ...with_ } : one)));

/** What was written before a reload joins what is under way; it is sent wherever one goes from here. */
export function restoreOutbox(): void {
  const mine = outbox.value.filter(({ owner }) => owner === self());
  const kept = stored().filter(({ key }) => !mine.some((one) => one.key === key));
  change([...mine, ...kept].toSorted((a, b) => a.at.localeCompare(b.at)));
  globalThis.removeEventListener("online", flush);
  globalThis.addEventListener("online", flush);
  flush();
}

const isPending = (value: unknown): value is Pending =>
  isRecord(value) &&
  typeof value["owner"] === "string" &&
  typeof value["key"] === "string" &&
  typeof value["conversationId"] === "string" &&
  typeof value["text"] === "string" &&
  typeof value["at"] === "string";

function stored(): Pending[] {
  const user = self();
  if (user === undefined) return [];
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix(user)))
    .map((name) => parsed(localStorage.getItem(name)))
    .filter(isPending)
    .map(revived);
}

function revived(one: Pending): Pending {
  if (one.state === "failed") return one;
  if (Date.now() - Date.parse(one.at) < trustMs) return { ...one, state: "waiting" };
  return { ...one, state: "failed", error: t("inbox.tooOld") };
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

export function post(wish: Wish, file?: File): void {
  const owner = self();
  if (owner === undefined) return;
  const key = newId();
  if (file) files.set(key, file);
  change([
    ...outbox.value,
    { ...wish, owner, key, at: new Date().toISOString(), state: "waiting" },
  ]);
  flush();
}

export function tryAgain({ key }: Pending): void {
  patch(key, { state: "waiting" });
  flush();
}

export function discard(pending: Pending): void {
  const { key, file } = pending;
  localStorage.removeItem(slot(pending));
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
      if (!next || next.owner !== self() || !(await deliver(next))) return;
    }
  } finally {
    busy.delete(conversationId);
    for (const message of held.get(conversationId) ?? []) showMessage(message);
    held.delete(conversationId);
  }
}

const isPassing = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.status === 0 || error.status === 503 || error.code === "RATE_LIMITED");

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
    if (isPassing(error)) {
      patch(key, { state: "waiting" });
      clearTimeout(timer);
      timer = setTimeout(flush, error.retryAfterMs ?? 5000);
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
