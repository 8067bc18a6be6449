import pg from "pg";
import { config } from "../config.ts";
import { raw } from "./database.ts";
import { isPg } from "./dialect.ts";

/** Short texts between the nodes of one installation. */
export interface Bus {
  /** Not part of any transaction; at most 7,000 bytes. */
  publish(text: string): void;
  close(): Promise<void>;
}
export interface BusListener {
  heard: (text: string) => void;
  /** Something may have been missed. */
  gap: () => void;
}

const CHANNEL = "whatscrm_bus";
/** Postgres takes 8,000 bytes a notification. */
const MAX_BYTES = 7000;
const FLUSH_MS = 4;
const RETRY_MS = 500;
const MAX_WAITING = 5000;
const HEARTBEAT_MS = 15_000;
/** Sent in place of what could not be. */
const LOST = "";

/** Joins the other nodes; SQLite has one node and no bus. */
export async function openBus(listener: BusListener): Promise<Bus | undefined> {
  if (!isPg) return undefined;
  const node = crypto.randomUUID();
  const ear = await listen((payload) => {
    const [from, ...texts] = parse(payload);
    if (from === node) return;
    for (const text of texts) {
      if (text === LOST) listener.gap();
      else listener.heard(String(text));
    }
  }, listener.gap);
  const mouth = speak(node);
  return {
    publish: (text) => mouth.say(text),
    close: async () => {
      await mouth.close();
      await ear.close();
    },
  };
}

/** Anybody with a login may notify: what is no list is nothing. */
function parse(payload: string): unknown[] {
  try {
    const value: unknown = JSON.parse(payload);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

interface Ear {
  close(): Promise<void>;
}

/** One connection of its own that is listened on and replaced when it breaks. */
async function listen(heard: (payload: string) => void, gap: () => void): Promise<Ear> {
  let closed = false;
  let current: pg.Client | undefined;

  async function connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: config().databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      query_timeout: 10_000,
    });
    client.on("error", () => undefined);
    client.on("notification", ({ payload }) => heard(payload ?? "[]"));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (closed) return client.end();
    current = client;
    client.on("end", () => {
      if (!closed) void reconnect();
    });
  }
  async function reconnect(): Promise<void> {
    current = undefined;
    for (let wait = 100; !closed; wait = Math.min(wait * 2, 5000)) {
      try {
        await connect();
        if (!closed) gap();
        return;
      } catch {
        await Bun.sleep(wait);
      }
    }
  }
  // A connection cut without a word is found by asking.
  const heartbeat = setInterval(() => {
    const asked = current;
    asked?.query("select 1").catch(() => asked.end().catch(() => undefined));
  }, HEARTBEAT_MS);
  await connect();
  return {
    close: async () => {
      closed = true;
      clearInterval(heartbeat);
      await current?.end();
    },
  };
}

interface Mouth {
  say(text: string): void;
  close(): Promise<void>;
}

function speak(node: string): Mouth {
  let waiting: string[] = [];
  let sending: Promise<void> | undefined;
  let closed = false;

  async function send(): Promise<void> {
    await Bun.sleep(FLUSH_MS);
    while (waiting.length > 0) {
      const count = fitting(waiting);
      const payload = JSON.stringify([node, ...waiting.slice(0, count)]);
      try {
        await raw("select pg_notify($1, $2)", [CHANNEL, payload]);
        waiting.splice(0, count);
      } catch {
        if (closed) return;
        await Bun.sleep(RETRY_MS);
      }
    }
  }
  return {
    say(text) {
      if (Buffer.byteLength(text) > MAX_BYTES) throw new Error("the bus carries ids, not bodies");
      if (waiting.length >= MAX_WAITING) waiting = [LOST];
      waiting.push(text);
      sending ??= send().finally(() => (sending = undefined));
    },
    close: async () => {
      closed = true;
      await sending;
    },
  };
}

/** How many texts go into one notification, at least one. */
function fitting(texts: readonly string[]): number {
  let bytes = 100;
  let count = 0;
  for (const text of texts) {
    bytes += Buffer.byteLength(JSON.stringify(text)) + 1;
    if (bytes > MAX_BYTES + 900) break;
    count++;
  }
  return Math.max(1, count);
}
