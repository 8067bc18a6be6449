import { afterAll, describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { META } from "../../test/support/meta.ts";
import type { MessageEvent } from "../channels/channel.ts";
import { loadConfig } from "../config.ts";
import { openConnection } from "../connections/open.ts";
import { type DomainEvent, subscribe } from "../events/events.ts";
import { applyMessages } from "../inbound/messages.ts";
import { asSystem, db, transaction } from "../db/index.ts";
import { jobs } from "../jobs/tables.ts";
import { messages } from "../messages/tables.ts";
import { sha256 } from "../lib/crypto.ts";
import { harness } from "../test/harness.ts";
import { download } from "./inbound.ts";
import { ensureRemoteMedia } from "./remote.ts";
import { findMedia } from "./queries.ts";
import { forgetMedia, saveMedia, SWEEP_JOB } from "./service.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let uploads = 0;
let broken = false;
/** What happens while Graph hands out the bytes. */
let meanwhile = async (): Promise<unknown> => undefined;

/** Graph's media endpoints: look up, fetch, store. */
const graph = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: async (request) => {
    const { pathname, origin } = new URL(request.url);
    const [, , id, edge] = pathname.split("/");
    if (broken) return Response.json({ error: { message: "down", code: 2 } }, { status: 500 });
    if (request.headers.get("Authorization") !== `Bearer ${META.accessToken}`)
      return Response.json({ error: { message: "no", code: 190 } }, { status: 401 });
    if (request.method === "POST" && edge === "media")
      return Response.json({ id: `remote-${++uploads}` });
    if (pathname.startsWith("/bytes/")) await meanwhile();
    if (pathname.startsWith("/bytes/"))
      return new Response(PNG, { headers: { "Content-Type": "image/png" } });
    if (id === "404404")
      return Response.json(
        { error: { message: "gone", code: 100, error_subcode: 33 } },
        { status: 400 },
      );
    return Response.json({
      id,
      url: `${origin}/bytes/${id}`,
      mime_type: "image/png",
      sha256: sha256(PNG),
      file_size: PNG.length,
      messaging_product: "whatsapp",
    });
  },
});
process.env["WHATSAPP_API_URL"] = `http://127.0.0.1:${graph.port}/v25.0`;
loadConfig({});
const { as, tenant } = await harness();
afterAll(() => graph.stop(true));

const digits = (): string => String(Math.floor(1e14 + Math.random() * 8e14));
const created = await as("user").post("/whatsapp/connections", {
  name: "Shop",
  connectionType: "meta_api",
  metaCredentials: { ...META, phoneNumberId: digits(), businessAccountId: digits() },
});
const connectionId: string = created.body.data.id;

/** A photo arrives; returns its message as the API shows it. */
async function aPhoto(
  remoteId: string,
  statedHash?: string,
): Promise<{ mediaId: string; messageId: string }> {
  const heard: DomainEvent[] = [];
  const stop = subscribe((events) => void heard.push(...events));
  const event: MessageEvent = {
    kind: "message",
    at: Date.now(),
    waId: `wamid.${crypto.randomUUID()}`,
    direction: "inbound",
    contact: { phone: "+12025550143" },
    type: "image",
    text: null,
    media: {
      kind: "image",
      remoteId,
      mimeType: "image/jpeg",
      fileName: "../x.jpg",
      ...(statedHash === undefined ? {} : { sha256: statedHash }),
    },
    metadata: {},
    placeholder: false,
    source: "live",
  };
  await tenant.within(() => transaction(() => applyMessages(connectionId, [event])));
  stop();
  const received = heard.find(({ name }) => name === "message.received");
  if (received?.name !== "message.received") throw new Error("the photo did not arrive");
  const { messageId } = received.data;
  const { data } = (await as("agent").get(`/messages/${messageId}`)).body;
  return {
    messageId,
    mediaId: new URL(data.mediaUrl, "http://x").pathname.split("/").at(-1) ?? "",
  };
}
const media = (id: string) => tenant.within(() => findMedia(id));

describe("a photo that arrives", () => {
  test("is fetched, checked and shown, and the message told of", async () => {
    const { mediaId, messageId } = await aPhoto(
      "123456",
      Buffer.from(sha256(PNG), "hex").toString("base64"),
    );
    expect((await as("agent").get(`/media/${mediaId}`)).body.error.code).toBe("MEDIA_NOT_READY");
    const heard: DomainEvent[] = [];
    const stop = subscribe((events) => void heard.push(...events));

    await tenant.within(() => download(mediaId, messageId, false));

    stop();
    expect(await media(mediaId)).toMatchObject({
      state: "ready",
      mimeType: "image/png",
      fileName: "x.jpg",
      sha256: sha256(PNG),
    });
    expect((await as("agent").get(`/media/${mediaId}`)).status).toBe(200);
    const { data: people } = (await as("agent").get("/contacts?search=2025550143")).body;
    expect(Date.now() - Date.parse(people[0].lastContactedAt)).toBeLessThan(60_000);
    expect(heard).toContainEqual(
      expect.objectContaining({
        name: "message.changed",
        data: expect.objectContaining({ messageId }),
      }),
    );
    await tenant.within(() => download(mediaId, messageId, false));
  });

  test("is tried again while there is hope, then given up with a reason", async () => {
    const { mediaId, messageId } = await aPhoto("123457");
    broken = true;

    const attempt = tenant.within(() => download(mediaId, messageId, false));

    expect(attempt).rejects.toThrow();
    await attempt.catch(() => undefined);
    expect((await media(mediaId))?.state).toBe("pending");
    await tenant.within(() => download(mediaId, messageId, true));
    broken = false;
    const row = await media(mediaId);
    expect(row?.state).toBe("failed");
    expect(row?.error).not.toBe("");
  });

  test("leaves no bytes behind when its contact is deleted meanwhile", async () => {
    const { mediaId, messageId } = await aPhoto("123459");
    meanwhile = () => tenant.within(() => forgetMedia([mediaId]));
    await tenant.within(() => db().delete(messages).where(eq(messages.tenantId, tenant.id)));

    await tenant.within(() => download(mediaId, messageId, false));

    meanwhile = async () => undefined;
    expect(await media(mediaId)).toBeUndefined();
    const waiting = await asSystem(() => db().select().from(jobs).where(eq(jobs.kind, SWEEP_JOB)));
    expect(waiting.map(({ payload }) => payload)).toContainEqual({ key: sha256(PNG) });
  });

  test("is not taken when it is another file than announced", async () => {
    const { mediaId, messageId } = await aPhoto("123458", sha256("something else"));

    await tenant.within(() => download(mediaId, messageId, true));

    expect((await media(mediaId))?.state).toBe("failed");
  });
});

describe("a file that goes out", () => {
  test("is uploaded once for many messages", async () => {
    const { id } = await tenant.within(() => saveMedia({ bytes: PNG, fileName: "x.png" }));
    const connection = await openConnection(connectionId);
    const before = uploads;
    const ensure = () => tenant.within(() => ensureRemoteMedia(id, connection));

    const first = await Promise.all(Array.from({ length: 5 }, ensure));
    const later = await ensure();

    expect(uploads).toBe(before + 1);
    for (const result of [...first, later])
      expect(result).toMatchObject({ ok: true, media: { remoteId: `remote-${uploads}` } });
  });

  test("that is gone fails for good, with a reason", async () => {
    const connection = await openConnection(connectionId);

    const result = await tenant.within(() => ensureRemoteMedia(crypto.randomUUID(), connection));

    expect(result).toMatchObject({ ok: false, code: "MEDIA_NOT_FOUND", next: "fail" });
  });
});
