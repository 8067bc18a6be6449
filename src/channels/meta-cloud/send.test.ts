import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { startFakeGraph } from "../../../test/fake-graph/fake-graph.ts";
import { META } from "../../../test/support/meta.ts";
import { OutboundContent } from "../../messages/schema.ts";
import type { ChannelHost, SendRequest } from "../channel.ts";
import { sendMessage } from "./send.ts";

const graph = await startFakeGraph({ token: META.accessToken });
afterAll(() => graph.stop());
beforeEach(() => void graph.faults.splice(0));
const host: ChannelHost = { fetch, graphUrl: graph.url, now: Date.now };
const file = graph.addFile(new Uint8Array([1, 2, 3]), "image/png");
const mediaId = crypto.randomUUID();

const request = (content: object, rest: Partial<SendRequest> = {}): SendRequest => ({
  callbackId: "0199c0de-0000-7000-8000-000000000001",
  to: { phone: "+14155550101" },
  content: OutboundContent.parse(content),
  media: {
    bytes: new Uint8Array(),
    mimeType: "image/png",
    fileName: "dot.png",
    remoteId: file.id,
  },
  ...rest,
});
const send = (content: object, rest: Partial<SendRequest> = {}, to: ChannelHost = host) =>
  sendMessage(META, request(content, rest), to);
const hello = { type: "text", text: "Hello" };

const interactive = (rest: object) => ({
  type: "interactive",
  interactive: { body: "Which?", footer: "Today", header: { type: "text", text: "Head" }, ...rest },
});
const shown = {
  header: { type: "text", text: "Head" },
  body: { text: "Which?" },
  footer: { text: "Today" },
};
const row = { id: "1", title: "First", description: "The first one" };
const section = { title: "All", rows: [row, { id: "2", title: "Second" }] };
const components = [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }];

/** What is to be said, and how the Cloud API wants it. */
const bodies: [name: string, content: object, inner: unknown][] = [
  ["text", hello, { body: "Hello", preview_url: true }],
  ["image", { type: "image", mediaId, caption: "Front" }, { id: file.id, caption: "Front" }],
  ["video", { type: "video", mediaId }, { id: file.id }],
  ["voice", { type: "audio", mediaId, voice: true }, { id: file.id, voice: true }],
  ["audio", { type: "audio", mediaId }, { id: file.id }],
  [
    "document",
    { type: "document", mediaId, caption: "Invoice", filename: "invoice.pdf" },
    { id: file.id, caption: "Invoice", filename: "invoice.pdf" },
  ],
  [
    "document without a name of its own",
    { type: "document", mediaId },
    { id: file.id, filename: "dot.png" },
  ],
  ["sticker", { type: "sticker", mediaId }, { id: file.id }],
  [
    "location",
    { type: "location", latitude: 37.5, longitude: -122.25, name: "Store" },
    { latitude: 37.5, longitude: -122.25, name: "Store" },
  ],
  [
    "contacts",
    {
      type: "contacts",
      contacts: [
        { name: "Ben van Sample", phones: ["+442079460011"], emails: ["ben@sample.example"] },
        { name: "Cleo" },
      ],
    },
    [
      {
        name: { formatted_name: "Ben van Sample", first_name: "Ben", last_name: "van Sample" },
        phones: [{ phone: "+442079460011", type: "CELL" }],
        emails: [{ email: "ben@sample.example", type: "WORK" }],
      },
      { name: { formatted_name: "Cleo", first_name: "Cleo" } },
    ],
  ],
  [
    "buttons",
    interactive({ type: "button", buttons: [{ id: "y", title: "Yes" }] }),
    {
      type: "button",
      ...shown,
      action: { buttons: [{ type: "reply", reply: { id: "y", title: "Yes" } }] },
    },
  ],
  [
    "list",
    interactive({ type: "list", button: "Open", sections: [section] }),
    { type: "list", ...shown, action: { button: "Open", sections: [section] } },
  ],
  [
    "link button",
    interactive({ type: "cta_url", displayText: "Map", url: "https://shop.example/t" }),
    {
      type: "cta_url",
      ...shown,
      action: {
        name: "cta_url",
        parameters: { display_text: "Map", url: "https://shop.example/t" },
      },
    },
  ],
  [
    "template",
    { type: "template", name: "order_update", language: "en_US", components },
    { name: "order_update", language: { code: "en_US" }, components },
  ],
];

describe("what arrives at Graph", () => {
  test.each(bodies)("%s", async (_name, content, inner) => {
    const result = await send(content);

    const arrived = graph.sent.at(-1);
    expect(result).toEqual({ ok: true, waId: arrived?.id ?? "", contactWaId: "14155550101" });
    const { type } = OutboundContent.parse(content);
    expect(arrived?.body).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "+14155550101",
      type,
      [type]: inner,
      biz_opaque_callback_data: "0199c0de-0000-7000-8000-000000000001",
    });
    expect(arrived?.phoneNumberId).toBe(META.phoneNumberId);
  });

  test("a reaction, and taking it back, without a quote", async () => {
    const reaction = { type: "reaction", messageId: crypto.randomUUID() };

    await send({ ...reaction, emoji: "👍" }, { contextWaId: "wamid.T" });
    await send({ ...reaction, emoji: "" }, { contextWaId: "wamid.T" });

    const [first, second] = graph.sent.slice(-2).map(({ body }) => body);
    expect(first).toMatchObject({ reaction: { message_id: "wamid.T", emoji: "👍" } });
    expect(second).toMatchObject({ reaction: { message_id: "wamid.T", emoji: "" } });
    expect(first).not.toHaveProperty("context");
  });

  test("a reply quotes, a template never does", async () => {
    await send(hello, { contextWaId: "wamid.Q" });
    await send({ type: "template", name: "x", language: "en" }, { contextWaId: "wamid.Q" });

    const [reply, template] = graph.sent.slice(-2).map(({ body }) => body);
    expect(reply).toMatchObject({ context: { message_id: "wamid.Q" } });
    expect(template).not.toHaveProperty("context");
  });

  test("who has no phone is addressed by user id", async () => {
    const result = await send(hello, { to: { bsuid: "US.90000000000000000101" } });

    expect(result).toEqual({ ok: true, waId: graph.sent.at(-1)?.id ?? "" });
    expect(graph.sent.at(-1)?.body).toMatchObject({ recipient: "US.90000000000000000101" });
    expect(graph.sent.at(-1)?.body).not.toHaveProperty("to");
  });
});

describe("refusals", () => {
  test("name code, reason and what to do next", async () => {
    graph.faults.push({ kind: "error", times: 1, code: 131047 });
    graph.faults.push({ kind: "error", times: 1, code: 131056 });
    graph.faults.push({ kind: "error", times: 1, code: 131016, status: 500 });

    expect(await send(hello)).toMatchObject({ unknown: false, code: "131047", next: "fail" });
    expect(await send(hello, { attempt: 2 })).toMatchObject({
      code: "131056",
      next: "wait",
      retryAfterMs: 16_000,
    });
    expect(await send(hello)).toMatchObject({ unknown: false, next: "retry" });
  });

  test("of a body beyond the limits come from the server", async () => {
    const unknownFile = { bytes: new Uint8Array(), mimeType: "", fileName: "", remoteId: "77" };

    expect(await send({ type: "image", mediaId }, { media: unknownFile })).toMatchObject({
      ok: false,
      code: "131009",
    });
    expect(await send(hello, { callbackId: "x".repeat(513) })).toMatchObject({ code: "131009" });
  });
});

describe("an outcome nobody knows", () => {
  test("stays unknown when the connection dies before or after the server took it", async () => {
    const before = graph.total();
    graph.faults.push({ kind: "drop_before", times: 1 }, { kind: "drop_after", times: 1 });

    const results = [await send(hello), await send(hello)];

    expect(results).toMatchObject([
      { ok: false, unknown: true, code: "NO_ANSWER" },
      { ok: false, unknown: true, code: "NO_ANSWER" },
    ]);
    expect(graph.total() - before).toBe(1);
  });

  test("stays unknown when a proxy answers in Graph's place", async () => {
    graph.faults.push({ kind: "page", times: 1, status: 502 });

    expect(await send(hello)).toMatchObject({ ok: false, unknown: true });
  });

  test("stays unknown when no answer comes in time", async () => {
    let signal: AbortSignal | null | undefined;
    const waiting = async (...[, init]: Parameters<typeof fetch>): Promise<Response> => {
      signal = init?.signal;
      throw new DOMException("timed out", "TimeoutError");
    };
    const own = Object.assign(waiting, { preconnect: fetch.preconnect });

    expect(await send(hello, {}, { ...host, fetch: own })).toMatchObject({ unknown: true });
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  test("is no question when no connection came about", async () => {
    const closed = { ...host, graphUrl: "http://127.0.0.1:1/v25.0" };
    const nameless = { ...host, graphUrl: "http://graph.invalid/v25.0" };

    expect(await send(hello, {}, closed)).toMatchObject({ unknown: false, next: "retry" });
    expect(await send(hello, {}, nameless)).toMatchObject({ unknown: false, next: "retry" });
  });
});
