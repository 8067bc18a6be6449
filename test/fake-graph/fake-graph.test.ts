import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { ChannelEvent } from "../../src/channels/channel.ts";
import { metaCloud } from "../../src/channels/meta-cloud/meta-cloud.ts";
import { META } from "../support/meta.ts";
import { startFakeGraph } from "./fake-graph.ts";

const graph = await startFakeGraph();
const VERIFY_TOKEN = "a token of our choice";
const heard: ChannelEvent[] = [];
let refusals = 0;
/** A business's endpoint, verifying and reading as ours does. */
const business = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: async (request) => {
    const asked = new URL(request.url).searchParams;
    if (request.method === "GET")
      return asked.get("hub.verify_token") === VERIFY_TOKEN
        ? new Response(asked.get("hub.challenge"))
        : new Response("no", { status: 403 });
    if (refusals-- > 0) return new Response("later", { status: 503 });
    const body = new Uint8Array(await request.arrayBuffer());
    if (!metaCloud.webhook?.verify(META, body, request.headers))
      return new Response("unsigned", { status: 401 });
    heard.push(...metaCloud.webhook.parse(body, Date.now()));
    return new Response("ok");
  },
});
const hook = {
  url: `http://127.0.0.1:${business.port}/`,
  appSecret: META.appSecret,
  phoneNumberId: META.phoneNumberId,
  accountId: META.businessAccountId,
};
graph.hooks.set(META.phoneNumberId, hook);
afterAll(async () => {
  await graph.stop();
  await business.stop(true);
});
beforeEach(() => {
  heard.length = 0;
  refusals = 0;
  graph.faults.length = 0;
  graph.setManner({});
  graph.setStatuses(["sent", "delivered", "read"]);
});

const body = {
  messaging_product: "whatsapp",
  to: "+14155550101",
  type: "text",
  text: { body: "Hello" },
  biz_opaque_callback_data: "our-id",
};
const post = (message: object = body, base = graph.url) =>
  fetch(`${base}/${META.phoneNumberId}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${META.accessToken}` },
    body: JSON.stringify(message),
  });
const codeOf = async (message: object): Promise<unknown> =>
  Object(await (await post({ ...body, ...message })).json()).error?.code;

async function until(isDone: () => boolean): Promise<void> {
  for (let n = 0; n < 4000 && !isDone(); n++) await Bun.sleep(5);
}
const statuses = () => heard.flatMap((event) => (event.kind === "status" ? event.status : []));

describe("statuses", () => {
  test("come back signed, in order, with the callback data", async () => {
    await post();
    await until(() => heard.length === 3);

    expect(statuses()).toEqual(["sent", "delivered", "read"]);
    expect(heard[0]).toMatchObject({ callbackId: "our-id", waId: graph.sent.at(-1)?.id ?? "" });
  });

  test("can come backwards, twice, and before the answer", async () => {
    graph.setManner({ reorder: true, copies: 2, early: true });

    await post();

    expect(statuses()).toEqual(["read", "read", "delivered", "delivered", "sent", "sent"]);
  });

  test("can say that it failed after all", async () => {
    graph.faults.push({ kind: "failed_status", times: 1, code: 131049 });

    await post();
    await until(() => heard.length === 1);

    expect(heard).toMatchObject([{ status: "failed", error: { code: "131049", next: "wait" } }]);
  });
});

test("an address is taken once it has answered the handshake", async () => {
  const other = { ...hook, phoneNumberId: "904600118230012" };

  expect(await graph.subscribe(other, "another token")).toBe(false);
  expect(graph.hooks.has(other.phoneNumberId)).toBe(false);
  expect(await graph.subscribe(other, VERIFY_TOKEN)).toBe(true);
  expect(graph.hooks.get(other.phoneNumberId)).toEqual(other);
  graph.hooks.delete(other.phoneNumberId);
});

describe("people", () => {
  test("write texts and files, and again when nobody took it", async () => {
    refusals = 1;
    const file = graph.addFile(new Uint8Array([1, 2, 3]), "image/png");
    const image = { ...file, kind: "image" as const, mimeType: "image/png", caption: "Look" };

    const first = await graph.inbound({ from: "14155550101", text: "Hi" });
    const second = await graph.inbound({ userId: "US.9", name: "Ben", media: image });

    expect(heard).toMatchObject([
      { kind: "message", waId: first, text: "Hi", contact: { phone: "+14155550101" } },
      { waId: second, text: "Look", contact: { bsuid: "US.9" }, media: { remoteId: file.id } },
    ]);
  });
});

describe("what Graph refuses", () => {
  test("a stranger's token", async () => {
    const answer = await fetch(`${graph.url}/1/messages`, { method: "POST", body: "{}" });

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 190 } });
  });

  test.each([
    ["no recipient", { to: "" }, 131008],
    ["a recipient that is no number", { to: "+abc" }, 131009],
    ["an empty text", { text: { body: "" } }, 100],
    ["a text too long", { text: { body: "x".repeat(4097) } }, 100],
    ["a file nobody stored", { type: "image", image: { id: "1" } }, 131009],
    ["a kind nobody knows", { type: "fax", fax: {} }, 131051],
    ["another product", { messaging_product: "fax" }, 100],
    ["four buttons", { type: "interactive", interactive: buttons(4) }, 131009],
    ["a reaction to nothing", { type: "reaction", reaction: { emoji: "x" } }, 131008],
  ])("%s", async (_name, change, code) => {
    expect(await codeOf(change)).toBe(code);
  });
});

function buttons(count: number): object {
  const list = Array.from({ length: count }, (_, n) => ({
    type: "reply",
    reply: { id: String(n), title: String(n) },
  }));
  return { type: "button", body: { text: "?" }, action: { buttons: list } };
}

test("serves another process, told what to do over HTTP", async () => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "--port", "0"], {
    stdout: "pipe",
  });
  try {
    const { value } = await child.stdout.getReader().read();
    const origin = new TextDecoder().decode(value).trim();
    const control = (what: string, order: unknown) =>
      fetch(`${origin}/__control/${what}`, { method: "POST", body: JSON.stringify(order) });
    await control("webhook", hook);
    await control("statuses", ["sent"]);
    await control("manner", { early: true });
    await control("faults", { kind: "error", times: 1, code: 131056 });

    const refused = await post(body, `${origin}/v25.0`);
    const accepted = await post(body, `${origin}/v25.0`);
    await control("inbound", { from: "14155550101", text: "Hi" });

    expect([refused.status, accepted.status]).toEqual([400, 200]);
    expect(heard.map(({ kind }) => kind)).toEqual(["status", "message"]);
    expect(await (await fetch(`${origin}/__control/counts`)).json()).toEqual({ "our-id": 1 });
  } finally {
    child.kill();
    await child.exited;
  }
});
