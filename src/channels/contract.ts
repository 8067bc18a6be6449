import { describe, expect, test } from "bun:test";
import { z } from "zod";
import type { Channel, ChannelHost, OpenConnection, SendRequest } from "./channel.ts";

/** A channel with the other side running behind `host`. */
export interface Subject<Settings> {
  channel: Channel<Settings>;
  connection: OpenConnection<Settings>;
  host: ChannelHost;
  /** How many messages the other side has taken so far. */
  taken: () => number;
  /** Somebody the connection may write to. */
  recipient: SendRequest["to"];
}

const PNG = Uint8Array.from(
  atob(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  ),
  (letter) => letter.charCodeAt(0),
);
const SENTENCE = /^[A-Z].*\.$/;

/** What features rely on, whichever way WhatsApp is reached. Every channel's test calls this. */
export function channelContract<Settings>(subject: () => Subject<Settings>): void {
  const hello = (changes: Partial<SendRequest> = {}): SendRequest => ({
    callbackId: crypto.randomUUID(),
    to: subject().recipient,
    content: { type: "text", text: "Hello", previewUrl: false },
    ...changes,
  });

  describe("settings", () => {
    test("all have a label for the form", () => {
      const { properties = {} } = z.toJSONSchema(subject().channel.settings);

      for (const property of Object.values(properties))
        expect(property).toMatchObject({ label: expect.stringMatching(/\S/) });
    });
  });

  describe("sending", () => {
    test("answers with WhatsApp's id, another one each time", async () => {
      const { channel, connection, host, taken } = subject();
      const before = taken();

      const first = await channel.send(connection, hello(), host);
      const second = await channel.send(connection, hello(), host);

      expect(first).toMatchObject({ ok: true, waId: expect.stringMatching(/\S/) });
      expect(second.ok && first.ok && second.waId !== first.waId).toBe(true);
      expect(taken() - before).toBe(2);
    });

    test("to nobody fails for good and reaches nobody", async () => {
      const { channel, connection, host, taken } = subject();
      const before = taken();

      const result = await channel.send(connection, hello({ to: {} }), host);

      expect(result).toMatchObject({ ok: false, unknown: false, next: "fail" });
      expect(taken()).toBe(before);
    });

    test("may be repeated when no connection was made", async () => {
      const { channel, connection, host } = subject();

      const result = await channel.send(connection, hello(), unreachable(host));

      expect(result).toMatchObject({ ok: false, unknown: false, next: "retry" });
      expect(result).toMatchObject({ reason: expect.stringMatching(SENTENCE) });
    });

    test("is of unknown outcome when the answer got lost, and not tried again", async () => {
      const { channel, connection, host, taken } = subject();
      const before = taken();

      const result = await channel.send(connection, hello(), deaf(host));

      expect(result).toMatchObject({ ok: false, unknown: true });
      expect(taken() - before).toBe(1);
    });

    test("is of unknown outcome when the answer makes no sense", async () => {
      const { channel, connection, host } = subject();
      const pages = ["", "<html>Bad gateway</html>", "{}", "null", '{"messages":[{}]}'];

      for (const page of pages) {
        const result = await channel.send(connection, hello(), answering(host, page));
        expect(result).toMatchObject({ ok: false, unknown: true });
      }
    });
  });

  describe("files", () => {
    test("are stored and can be sent", async () => {
      const { channel, connection, host } = subject();
      if (!channel.upload) return;
      const file = { bytes: PNG, mimeType: "image/png", fileName: "dot.png" };

      const stored = await channel.upload(connection, file, host);
      if (!stored.ok) throw new Error(stored.reason);
      const content = { type: "image" as const, mediaId: crypto.randomUUID() };
      const media = { ...file, remoteId: stored.remoteId };
      const result = await channel.send(connection, hello({ content, media }), host);

      expect(stored.expiresAt).toBeGreaterThan(host.now() + 86_400_000);
      expect(result).toMatchObject({ ok: true });
    });

    test("that cannot be fetched fail without a throw", async () => {
      const { channel, connection, host } = subject();
      const wanted = { kind: "image" as const, remoteId: "1" };

      const none = await channel.download?.(connection, wanted, 1000, host);
      const cut = await channel.download?.(connection, wanted, 1000, unreachable(host));

      expect(none?.ok ?? false).toBe(false);
      expect(cut ?? { next: "retry" }).toMatchObject({ next: "retry" });
    });
  });

  test("proves its credentials and tells when it cannot", async () => {
    const { channel, connection, host } = subject();

    expect(await channel.check(connection, host)).toMatchObject({ ok: true });
    expect(await channel.check(connection, unreachable(host))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(SENTENCE),
    });
  });

  test("makes events of anything and accepts nothing unsigned", () => {
    const { channel, connection } = subject();
    if (!channel.webhook) return;
    for (const text of ["", "[]", "null", "{", '{"entry":[null]}', '{"entry":"x"}']) {
      const body = new TextEncoder().encode(text);
      for (const event of channel.webhook.parse(body, 1)) expect(event.kind).toBe("unknown");
      expect(channel.webhook.verify(connection.settings, body, new Headers())).toBe(false);
    }
    expect(channel.webhook.handshake(connection.settings, {})).toBeUndefined();
  });
}

type Fetch = (...args: Parameters<typeof fetch>) => Promise<Response>;
const using = (host: ChannelHost, own: Fetch): ChannelHost => ({
  ...host,
  fetch: Object.assign(own, { preconnect: fetch.preconnect }),
});

/** Nobody listens on port 1. */
const unreachable = (host: ChannelHost): ChannelHost =>
  using(host, () => fetch("http://127.0.0.1:1/"));

const deaf = (host: ChannelHost): ChannelHost =>
  using(host, async (...args) => {
    await host.fetch(...args);
    throw Object.assign(new Error("the socket was closed"), { code: "ECONNRESET" });
  });

const answering = (host: ChannelHost, page: string): ChannelHost =>
  using(host, async () => new Response(page));
