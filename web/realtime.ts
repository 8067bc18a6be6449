import { signal } from "@preact/signals";
import type { Connection } from "../src/connections/schema.ts";
import type { Contact } from "../src/contacts/schema.ts";
import type { Conversation } from "../src/conversations/schema.ts";
import type { Message, MessageStatus } from "../src/messages/schema.ts";
import { isRecord } from "./lib/record.ts";

export interface RealtimeEvents {
  "message:new": { conversationId: string; message: Message };
  "message:status": {
    messageId: string;
    conversationId: string;
    status: MessageStatus;
    error: Message["error"];
  };
  "conversation:new": { conversation: Conversation };
  "message:updated": { conversationId: string; message: Message };
  /** `gone`: this person no longer sees it. */
  "conversation:updated": { conversationId: string; conversation?: Conversation; gone?: boolean };
  "conversation:assigned": { conversation: Conversation; agentId: string | null };
  "contact:typing": { conversationId: string; isTyping: boolean };
  "contact:updated": { contact: Contact };
  "connection:updated": { connection: Connection };
  notification: { title: string; body?: string; href?: string };
  /** Too much was missed: everything shown may be stale. */
  reset: undefined;
}

type Name = keyof RealtimeEvents;
type Listener<N extends Name> = (data: RealtimeEvents[N]) => void;
type Listeners = { [N in Name]?: Set<Listener<N>> };

export type Liveness = "off" | "connecting" | "live" | "waiting";

export interface RealtimeSettings {
  url: string;
  /** A token the server accepts now; asked anew for every connection. */
  token: (renew: boolean) => Promise<string>;
  /** Milliseconds until attempt `n` (0, 1, ...). */
  delay?: (attempt: number) => number;
}

export interface Realtime {
  start: () => void;
  stop: () => void;
  send: (event: string, data: unknown) => boolean;
}

/** Between half and all of 1, 2, 4 … 30 s, so a restarted server is not met by everyone at once. */
const jittered = (attempt: number): number =>
  Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2);

const listeners: Listeners = {};
export const liveness = signal<Liveness>("off");

export function onEvent<N extends Name>(name: N, listener: Listener<N>): () => void {
  const known: Set<Listener<N>> | undefined = listeners[name];
  const set = known ?? new Set<Listener<N>>();
  if (!known) Object.assign(listeners, { [name]: set });
  set.add(listener);
  return () => {
    set.delete(listener);
  };
}

function tell(name: string, data: unknown): void {
  const set: unknown = Object.getOwnPropertyDescriptor(listeners, name)?.value;
  if (!(set instanceof Set)) return;
  for (const listener of set) listener(data);
}

export function createRealtime({ url, token, delay = jittered }: RealtimeSettings): Realtime {
  let socket: WebSocket | null = null;
  let running = false;
  let attempt = 0;
  let lastId: string | number | null = null;
  let refused = false;
  let first = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const post = (event: string, data: unknown): boolean => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify({ event, data }));
    return true;
  };

  const retry = () => {
    if (!running) return;
    liveness.value = "waiting";
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), delay(attempt++));
  };

  const receive = (text: unknown) => {
    const frame: unknown = typeof text === "string" ? parseFrame(text) : null;
    if (!isRecord(frame) || typeof frame["event"] !== "string") return;
    const { event, data, id } = frame;
    attempt = 0;
    if (typeof id === "number" || typeof id === "string") lastId = id;
    // What was read before the news began may already be old.
    if (event === "ready" && first) tell("reset", undefined);
    if (event === "reset") lastId = typeof id === "number" || typeof id === "string" ? id : null;
    tell(String(event), data);
  };

  async function connect(): Promise<void> {
    liveness.value = "connecting";
    let proof: string;
    try {
      proof = await token(refused);
    } catch {
      return retry();
    }
    if (!running) return;
    const current = new WebSocket(url);
    socket = current;
    current.onopen = () => {
      refused = false;
      first = lastId === null;
      post("auth", { token: proof });
      if (lastId !== null) post("resume", { after: lastId });
      liveness.value = "live";
    };
    current.onmessage = ({ data }) => receive(data);
    current.onclose = ({ code }) => {
      if (socket !== current) return;
      socket = null;
      // 1008 and 44xx: the server did not accept the token.
      refused = code === 1008 || (code >= 4400 && code < 4500);
      retry();
    };
  }

  const wake = () => {
    if (!running || socket) return;
    attempt = 0;
    clearTimeout(timer);
    void connect();
  };

  /** Losing the network does not close a socket by itself. */
  const drop = () => socket?.close();

  return {
    start: () => {
      if (running) return;
      running = true;
      globalThis.addEventListener("online", wake);
      globalThis.addEventListener("offline", drop);
      void connect();
    },
    stop: () => {
      running = false;
      globalThis.removeEventListener("online", wake);
      globalThis.removeEventListener("offline", drop);
      clearTimeout(timer);
      lastId = null;
      const current = socket;
      socket = null;
      current?.close();
      liveness.value = "off";
    },
    send: post,
  };
}

function parseFrame(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
