import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { startFakeGraph } from "../../../test/fake-graph/fake-graph.ts";
import { META } from "../../../test/support/meta.ts";
import type { ChannelHost, InboundMedia } from "../channel.ts";
import { downloadMedia, uploadMedia } from "./media.ts";

const graph = await startFakeGraph({ token: META.accessToken });
const host: ChannelHost = { fetch, graphUrl: graph.url, now: Date.now };
const bytes = crypto.getRandomValues(new Uint8Array(100_000));
const hex = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
const base64 = Buffer.from(hex, "hex").toString("base64");
const { id } = graph.addFile(bytes, "image/jpeg; x=1");

/** A server that is not Meta's, or an address within Meta's that leads elsewhere. */
const requests: Headers[] = [];
let answer = (): Response => new Response("stolen");
const stranger = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => {
    requests.push(new Headers(request.headers));
    return answer();
  },
});
afterEach(() => {
  graph.setMediaUrl(undefined);
  graph.faults.splice(0);
  requests.length = 0;
  answer = () => new Response("stolen");
});
afterAll(async () => {
  await stranger.stop(true);
  await graph.stop();
});

const media = (rest: Partial<InboundMedia> = {}): InboundMedia => ({
  kind: "image",
  remoteId: id,
  ...rest,
});
const download = (rest: Partial<InboundMedia> = {}, maxBytes = 1_000_000, from = host) =>
  downloadMedia(META, media(rest), maxBytes, from);

/** Sends requests for these hosts to the stranger and notes where they were meant to go. */
function resolving(hosts: RegExp): ChannelHost {
  const own = (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    return hosts.test(url.hostname)
      ? fetch(`http://127.0.0.1:${stranger.port}${url.pathname}`, init)
      : fetch(input, init);
  };
  return { ...host, fetch: Object.assign(own, { preconnect: fetch.preconnect }) };
}

describe("fetching a file", () => {
  test("returns bytes and type, whichever way the hash is written", async () => {
    for (const sha256 of [hex, hex.toUpperCase(), base64, base64.replace("=", "")]) {
      const result = await download({ sha256 });
      if (!result.ok) throw new Error(result.reason);
      expect(Buffer.from(result.bytes).equals(Buffer.from(bytes))).toBe(true);
      expect(result.mimeType).toBe("image/jpeg");
    }
  });

  test("is repeated when what arrived is not what was stated", async () => {
    const other = new Bun.CryptoHasher("sha256").update("other").digest("base64");

    expect(await download({ sha256: other })).toMatchObject({ code: "DAMAGED", next: "retry" });
  });

  test("stops at the size allowed", async () => {
    expect(await download({}, 99_999)).toMatchObject({ code: "TOO_LARGE", next: "fail" });
    expect(await download({}, 100_000)).toMatchObject({ ok: true });
  });

  test("stops while it streams when no length was given", async () => {
    graph.setMediaUrl("https://lookaside.fbsbx.com/f");
    answer = () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await Bun.sleep(1);
            controller.enqueue(new Uint8Array(10_000));
          },
        }),
      );

    const result = await download({}, 50_000, resolving(/fbsbx/));

    expect(result).toMatchObject({ code: "TOO_LARGE" });
  });

  test("asks once for a new address when the old one is gone", async () => {
    graph.faults.push({ kind: "media_gone", times: 1 });
    expect(await download()).toMatchObject({ ok: true });

    graph.faults.push({ kind: "media_gone", times: 2 });
    expect(await download()).toMatchObject({ code: "GONE", next: "fail" });
  });

  test("of an id nobody knows fails for good", async () => {
    expect(await download({ remoteId: "999" })).toMatchObject({ ok: false, next: "fail" });
  });
});

describe("the access token", () => {
  test.each([
    () => `http://127.0.0.1:${stranger.port}/file`,
    () => `http://localhost:${stranger.port}/file`,
    () => "http://lookaside.fbsbx.com/file",
    () => "https://lookaside.fbsbx.com.evil.example/file",
    () => "https://evilfacebook.com/file",
    () => "https://lookaside.fbsbx.com:8443/file",
    () => "https://user@evil.example/lookaside.fbsbx.com",
    () => "file:///etc/passwd",
    () => "not an address",
  ])("does not leave for %p", async (url) => {
    graph.setMediaUrl(url());

    expect(await download()).toMatchObject({ code: "FOREIGN_HOST", next: "fail" });
    expect(requests).toEqual([]);
  });

  test.each([
    "https://lookaside.fbsbx.com/f",
    "https://scontent.xx.fbcdn.net/f",
    "https://graph.facebook.com/f",
    "https://mmg.whatsapp.net/f",
  ])("goes to %s", async (url) => {
    graph.setMediaUrl(url);
    answer = () => new Response(bytes);

    const result = await download({}, 1_000_000, resolving(/fbsbx|fbcdn|facebook|whatsapp/));

    expect(result).toMatchObject({ ok: true });
    expect(requests[0]?.get("Authorization")).toBe(`Bearer ${META.accessToken}`);
    expect(requests[0]?.get("User-Agent")).toMatch(/^WhatsCRM/);
  });

  test("never follows a redirect, and strangers are not followed at all", async () => {
    graph.setMediaUrl("https://lookaside.fbsbx.com/first");
    const hops = ["https://scontent.fbcdn.net/second", "https://evil.example/third"];
    answer = () => Response.redirect(hops.shift() ?? "", 302);

    const result = await download({}, 1_000_000, resolving(/fbsbx|fbcdn|evil/));

    expect(result).toMatchObject({ code: "FOREIGN_HOST" });
    expect(requests.map((headers) => headers.has("Authorization"))).toEqual([true, false]);
  });

  test("is not carried in circles", async () => {
    graph.setMediaUrl("https://lookaside.fbsbx.com/first");
    answer = () => Response.redirect("https://lookaside.fbsbx.com/first", 302);

    expect(await download({}, 1_000_000, resolving(/fbsbx/))).toMatchObject({ ok: false });
    expect(requests.length).toBeLessThan(10);
  });
});

describe("storing a file", () => {
  test("hands over bytes and type and says how long it stays", async () => {
    const file = { bytes, mimeType: "image/png", fileName: "dot.png" };

    const result = await uploadMedia(META, file, host);

    if (!result.ok) throw new Error(result.reason);
    expect(graph.files.get(result.remoteId)).toMatchObject({ type: "image/png" });
    expect(graph.files.get(result.remoteId)?.bytes).toEqual(bytes);
    const days = (result.expiresAt - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(28);
    expect(days).toBeLessThanOrEqual(30);
  });

  test("is declined in our words", async () => {
    const empty = { bytes: new Uint8Array(), mimeType: "image/png", fileName: "dot.png" };

    expect(await uploadMedia(META, empty, host)).toMatchObject({ ok: false, code: "131053" });
    expect(await uploadMedia({ ...META, accessToken: "stale" }, empty, host)).toMatchObject({
      code: "190",
      next: "fail",
    });
  });
});
