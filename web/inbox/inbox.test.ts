import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Conversation } from "../../src/conversations/schema.ts";
import type { Message } from "../../src/messages/schema.ts";
import { queryClient, readAgain } from "../lib/query.ts";
import { type Me, me } from "../lib/session.ts";
import { setLanguage, loadAppMessages } from "../i18n/i18n.ts";
import { knownConversation, patchConversation, showConversation } from "./conversations.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { patchMessage, showMessage, tellStatus } from "./messages.ts";
import { type Pending, discard, outbox, post, restoreOutbox, tryAgain } from "./outbox.ts";
import { isLater } from "./status-order.ts";
import { timeline } from "./timeline.ts";
import { timeLeft } from "./words.ts";

/** Like a browser's: what is stored shows as keys of the object. */
class MemoryStorage {
  [name: string]: unknown;
  getItem(name: string): unknown {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name: string, value: string): void {
    this[name] = value;
  }
  removeItem(name: string): void {
    delete this[name];
  }
}

interface Heard {
  key: string | null;
  path: string;
  body: string;
}

const nativeFetch = globalThis.fetch;
const heard: Heard[] = [];
let answer: (request: Heard) => Response | Promise<Response>;
let server: ReturnType<typeof Bun.serve>;
let storage = new MemoryStorage();
let count = 0;

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 10, 9, minute)).toISOString();
const uuid = (): string => `00000000-0000-7000-8000-${String(++count).padStart(12, "0")}`;

const aMessage = (change: Partial<Message> = {}): Message => ({
  id: uuid(),
  tenantId: "t",
  conversationId: "c1",
  whatsAppMessageId: "wamid.1",
  direction: "inbound",
  type: "text",
  content: "Hi",
  mediaUrl: null,
  metadata: {},
  status: null,
  error: null,
  replyToId: null,
  reactions: [],
  sentByUserId: null,
  editedAt: null,
  revokedAt: null,
  sentAt: at(0),
  deliveredAt: null,
  readAt: null,
  createdAt: at(0),
  ...change,
});

const aConversation = (change: Partial<Conversation> = {}): Conversation => ({
  id: uuid(),
  tenantId: "t",
  contactId: "k",
  contact: { id: "k", name: "Priya", phoneNumber: null, avatarUrl: null },
  whatsAppConnectionId: "w",
  connectionName: "Support",
  assignedAgentId: null,
  assignedAgentName: null,
  status: "open",
  tags: [],
  unreadCount: 0,
  lastMessage: null,
  lastMessageAt: at(0),
  windowExpiresAt: null,
  createdAt: at(0),
  updatedAt: at(0),
  ...change,
});

const someone = (id: string): Me => ({
  user: {
    id,
    tenantId: "t",
    email: "mara@example.com",
    role: "agent",
    firstName: "Mara",
    lastName: "Lind",
    avatarUrl: null,
    status: "active",
    settings: {},
    lastLoginAt: null,
    createdAt: at(0),
    updatedAt: at(0),
  },
  tenant: {
    id: "t",
    name: "Northline",
    subdomain: null,
    planId: null,
    parentId: null,
    status: "active",
    timezone: "UTC",
    language: "en",
    currency: "EUR",
    branding: {},
    settings: {},
    createdAt: at(0),
    updatedAt: at(0),
  },
  permissions: ["messages.send"],
});

const stored = (message: Message) => Response.json({ success: true, data: message });
const refuse = (status: number, code: string) =>
  Response.json({ success: false, error: { code, message: code } }, { status });
const sends = () => heard.filter(({ path }) => path.endsWith("/messages"));
const wish = (text: string, conversationId = "c1") => ({ conversationId, text, note: false });

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 300 && !isSo(); turn++) await Bun.sleep(5);
  expect(isSo()).toBe(true);
}

beforeAll(async () => {
  server = Bun.serve({
    port: 0,
    async fetch(request) {
      const path = new URL(request.url).pathname;
      const one = { key: request.headers.get("Idempotency-Key"), path, body: await request.text() };
      if (request.method !== "POST") return refuse(404, "NOT_FOUND");
      heard.push(one);
      return answer(one);
    },
  });
  globalThis.fetch = Object.assign(
    (input: string | URL | Request, init?: RequestInit) =>
      nativeFetch(typeof input === "string" ? new URL(input, server.url) : input, init),
    { preconnect: nativeFetch.preconnect },
  );
  await setLanguage("en");
  await loadAppMessages();
});
beforeEach(() => {
  storage = new MemoryStorage();
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  me.value = someone("u1");
  outbox.value = [];
  heard.length = 0;
  answer = ({ body }) => stored(aMessage({ content: body, direction: "outbound" }));
});
afterEach(async () => {
  await until(() => outbox.value.every(({ state }) => state !== "sending"));
  for (const one of outbox.value) discard(one);
  queryClient.clear();
});
afterAll(async () => {
  globalThis.fetch = nativeFetch;
  me.value = null;
  Reflect.deleteProperty(globalThis, "localStorage");
  await server.stop(true);
});

describe("sending from the inbox", () => {
  test("messages of a conversation go one after the other, in the order written", async () => {
    post(wish("one"));
    post(wish("two"));
    post(wish("three"));
    await until(() => outbox.value.length === 0);

    expect(sends().map(({ body }) => JSON.parse(body).content.text)).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  test("a lost answer is asked for again with the same key", async () => {
    let tries = 0;
    answer = ({ body }) =>
      ++tries === 1 ? refuse(503, "UNAVAILABLE") : stored(aMessage({ content: body }));

    post(wish("hello"));
    await until(() => outbox.value[0]?.state === "waiting" && tries === 1);
    globalThis.dispatchEvent(new Event("online"));
    restoreOutbox();
    await until(() => outbox.value.length === 0);

    expect(sends().length).toBe(2);
    expect(new Set(sends().map(({ key }) => key)).size).toBe(1);
  });

  test("a refusal stays with its reason until somebody tries again or discards it", async () => {
    answer = () => refuse(409, "WINDOW_CLOSED");
    post(wish("late"));
    await until(() => outbox.value[0]?.state === "failed");
    expect(outbox.value[0]?.error).toContain("24-hour");

    answer = () => stored(aMessage());
    const [first] = outbox.value;
    if (first) tryAgain(first);
    await until(() => outbox.value.length === 0);
    expect(Object.keys(storage)).toEqual([]);
  });

  test("what was not sent survives a reload and keeps its key", async () => {
    answer = () => refuse(503, "UNAVAILABLE");
    post(wish("before the reload"));
    await until(() => outbox.value[0]?.state === "waiting");
    const key = outbox.value[0]?.key ?? "";
    outbox.value = [];

    answer = () => stored(aMessage());
    restoreOutbox();
    await until(() => outbox.value.length === 0);
    expect(sends().at(-1)?.key).toBe(key);
  });

  test("leaving the inbox and coming back loses nothing that is under way", async () => {
    let open = (): void => undefined;
    const held = new Promise<void>((resolve) => (open = resolve));
    answer = async () => {
      await held;
      return stored(aMessage());
    };
    post({ ...wish("photo"), file: { kind: "image", name: "a.png", url: "blob:a", voice: false } });
    post(wish("words", "c2"));
    await until(() => sends().length === 1);

    restoreOutbox();
    expect(outbox.value.map(({ text }) => text)).toEqual(["photo", "words"]);
    open();
    await until(() => outbox.value.every(({ text }) => text !== "words"));
    expect(sends().length).toBe(1);
  });

  test("another person on the same browser neither sees nor sends it", async () => {
    answer = () => refuse(503, "UNAVAILABLE");
    post(wish("from Mara"));
    await until(() => outbox.value[0]?.state === "waiting");
    heard.length = 0;

    me.value = someone("u2");
    restoreOutbox();
    expect(outbox.value).toEqual([]);
    await Bun.sleep(20);
    expect(sends()).toEqual([]);

    me.value = someone("u1");
    answer = () => stored(aMessage());
    restoreOutbox();
    await until(() => sends().length === 1 && outbox.value.length === 0);
  });

  test("what lay longer than the server remembers keys waits for a person", () => {
    const old: Pending = {
      ...wish("yesterday"),
      owner: "u1",
      key: "k1",
      at: new Date(Date.now() - 20 * 3_600_000).toISOString(),
      state: "waiting",
    };
    storage.setItem("wc.outbox.u1.k1", JSON.stringify(old));
    storage.setItem("wc.outbox.u1.k2", "{broken");

    restoreOutbox();
    expect(outbox.value.map(({ state }) => state)).toEqual(["failed"]);
  });
});

describe("a thread", () => {
  const load = (pages: Message[][]) =>
    queryClient.setQueryData(["listMessages", "c1"], {
      pages: pages.map((data, n) => ({
        data,
        pagination: { limit: 50, nextCursor: n < pages.length - 1 ? "more" : null },
      })),
      pageParams: pages.map(() => undefined),
    });
  const shown = (): string[] => {
    const data = queryClient.getQueryData<{ pages: { data: Message[] }[] }>(["listMessages", "c1"]);
    return data?.pages.flatMap((page) => page.data.map(({ content }) => content ?? "")) ?? [];
  };

  test("a message that arrives late takes its place by time, across pages", () => {
    load([
      [aMessage({ content: "d", sentAt: at(9) }), aMessage({ content: "c", sentAt: at(7) })],
      [aMessage({ content: "a", sentAt: at(1) })],
    ]);
    showMessage(aMessage({ content: "e", sentAt: at(11) }));
    showMessage(aMessage({ content: "b", sentAt: at(3) }));

    expect(shown()).toEqual(["e", "d", "c", "b", "a"]);
  });

  test("the same message shows once, with its latest content", () => {
    const message = aMessage({ content: "draft" });
    load([[message]]);
    showMessage({ ...message, content: "edited" });

    expect(shown()).toEqual(["edited"]);
    patchMessage("c1", message.id, () => ({ content: "patched" }));
    expect(shown()).toEqual(["patched"]);
  });

  test("a status that comes before its message waits for it", () => {
    const message = aMessage({ content: "quick", direction: "outbound", status: "queued" });
    load([[]]);

    tellStatus("c1", message.id, { status: "delivered", error: null });
    showMessage(message);

    const data = queryClient.getQueryData<{ pages: { data: Message[] }[] }>(["listMessages", "c1"]);
    expect(data?.pages[0]?.data[0]?.status).toBe("delivered");
  });

  test("what is read while news come is read again", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const queryKey = ["listMessages", "read slowly"];
    const reading = queryClient.fetchQuery({ queryKey, queryFn: () => promise });

    readAgain(queryKey);
    resolve("as it was before the news");
    await reading;
    for (let n = 0; n < 3000 && !queryClient.getQueryState(queryKey)?.isInvalidated; n++)
      await Bun.sleep(10);

    expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(true);
  }, 40_000);

  test("a tick never goes back, and failing or recovering from it counts", () => {
    expect(isLater("sent", "delivered")).toBe(true);
    expect(isLater("read", "delivered")).toBe(false);
    expect(isLater("read", "read")).toBe(false);
    expect(isLater("sent", "failed")).toBe(true);
    expect(isLater("failed", "delivered")).toBe(true);
  });

  test("a run by one side is one group; a note, another side or a pause begins a new one", () => {
    const items = timeline(
      [
        aMessage({ sentAt: at(0) }),
        aMessage({ sentAt: at(1) }),
        aMessage({ sentAt: at(2), direction: "outbound" }),
        aMessage({ sentAt: at(3), direction: "outbound", type: "note" }),
        aMessage({ sentAt: at(20), direction: "outbound", type: "note" }),
        aMessage({ sentAt: at(24 * 60) }),
      ],
      [],
    );

    expect(items.filter(({ kind }) => kind === "day").length).toBe(2);
    expect(
      items.flatMap((item) => (item.kind === "message" ? [[item.first, item.last]] : [])),
    ).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
  });
});

describe("the list of conversations", () => {
  const key = (queue: string, status = "open", search = "") => [
    "listConversations",
    { queue, status, search },
  ];
  const load = (queryKey: unknown[], rows: Conversation[], nextCursor: string | null = null) =>
    queryClient.setQueryData(queryKey, {
      pages: [{ data: rows, pagination: { limit: 50, nextCursor } }],
      pageParams: [undefined],
    });
  const ids = (queryKey: unknown[]): string[] =>
    queryClient
      .getQueryData<{ pages: { data: Conversation[] }[] }>(queryKey)
      ?.pages.flatMap((page) => page.data.map(({ id }) => id)) ?? [];

  test("the conversation with news moves to the top", () => {
    const [a, b] = [
      aConversation({ lastMessageAt: at(2) }),
      aConversation({ lastMessageAt: at(1) }),
    ];
    load(key("all"), [a, b]);
    patchConversation(b.id, () => ({ lastMessageAt: at(5) }));

    expect(ids(key("all"))).toEqual([b.id, a.id]);
    expect(knownConversation(b.id)?.lastMessageAt).toBe(at(5));
  });

  test("it enters and leaves queues as it is assigned and resolved", () => {
    const row = aConversation();
    for (const queue of ["mine", "unassigned", "all"]) load(key(queue), []);
    showConversation(row);
    expect([ids(key("mine")), ids(key("unassigned"))]).toEqual([[], [row.id]]);

    showConversation({ ...row, assignedAgentId: "u1" });
    expect([ids(key("mine")), ids(key("unassigned"))]).toEqual([[row.id], []]);

    showConversation({ ...row, assignedAgentId: "u1", status: "resolved" });
    expect([ids(key("mine")), ids(key("all"))]).toEqual([[], []]);
  });

  test("a search shows no newcomer that the server did not find", () => {
    load(key("all", "open", "priya"), []);
    showConversation(aConversation());

    expect(ids(key("all", "open", "priya"))).toEqual([]);
  });
});

test("what is being written to the team and to the customer is kept apart", () => {
  keepDraft("c1", "note", "He is annoyed");
  expect(readDraft("c1", "reply")).toBe("");
  expect(readDraft("c1", "note")).toBe("He is annoyed");

  keepDraft("c1", "note", " ");
  expect(Object.keys(storage)).toEqual([]);
});

test("the reply window is told in hours and minutes, and not at all once it is over", () => {
  const now = Date.UTC(2026, 2, 10, 9, 0);
  expect(timeLeft(at(23 * 60 + 58), now)).toBe("23 h 58 m");
  expect(timeLeft(at(42), now)).toBe("42 m");
  expect(timeLeft(new Date(now - 1000), now)).toBeNull();
});
