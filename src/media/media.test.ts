import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { config } from "../config.ts";
import { clock, moveClock } from "../lib/clock.ts";
import { harness, type TestTenant } from "../test/harness.ts";
import { mediaUrl } from "./links.ts";
import { insertMedia } from "./queries.ts";
import { deleteMedia, requireSendable, saveMedia, sweep } from "./service.ts";
import { localStore } from "./store.ts";

const { app, as, aTenant, tenant } = await harness();

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function upload(
  bytes: string | Uint8Array<ArrayBuffer>,
  name: string,
  type = "",
  owner: TestTenant = tenant,
) {
  const form = new FormData();
  form.append("note", "fields before the file are skipped");
  form.append("file", new File([bytes], name, { type }));
  return send(form, owner);
}
async function send(
  body: FormData | ReadableStream | string,
  owner: TestTenant = tenant,
  headers: Record<string, string> = {},
) {
  const Authorization = `Bearer ${await owner.tokenOf("agent")}`;
  const response = await app.request("/api/v1/media/upload", {
    method: "POST",
    body,
    headers: { Authorization, ...headers },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const get = (url: string, headers: Record<string, string> = {}) => app.request(url, { headers });

describe("uploading", () => {
  test("keeps the bytes and tells what they are, whatever the browser says", async () => {
    const { status, body } = await upload(PNG, "photo.txt", "text/plain");

    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      kind: "image",
      mimeType: "image/png",
      fileName: "photo.txt",
      fileSize: PNG.length,
    });
    const served = await get(body.data.url);
    expect(Buffer.from(await served.arrayBuffer()).equals(PNG)).toBe(true);
    expect(served.headers.get("Content-Type")).toBe("image/png");
    expect(served.headers.get("Content-Disposition")).toStartWith("inline;");
    expect(served.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(served.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
  });

  test("brings any bytes through unchanged, however the chunks fall", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    bytes.set(Buffer.from("\r\n--edge\r\n--ed"), 30_000);
    const body = Buffer.concat([
      Buffer.from(
        'preamble\r\n--edges\r\nContent-Disposition: form-data; name="file"; filename="x.bin"\r\n\r\n',
      ),
      bytes,
      Buffer.from("\r\n--edges--\r\n"),
    ]);
    for (const size of [7, 1000, 65_536]) {
      const stream = new ReadableStream({
        start: (controller) => {
          for (let at = 0; at < body.length; at += size)
            controller.enqueue(new Uint8Array(body.subarray(at, at + size)));
          controller.close();
        },
      });

      const { body: answer } = await send(stream, tenant, {
        "Content-Type": "multipart/form-data; boundary=edges",
      });

      expect(answer.data.sha256).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
    }
  });

  test.each([
    ["page.html", "text/html", "<!doctype html><script>alert(1)</script>"],
    [
      "logo.svg",
      "image/svg+xml",
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    ],
    ["photo.jpg", "image/jpeg", "  <svg onload=alert(1)>"],
    ["x.js", "text/javascript", "alert(1)"],
  ])("never lets %p run in the browser", async (name, type, text) => {
    const { body } = await upload(text, name, type);

    const served = await get(body.data.url);

    expect(served.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(served.headers.get("Content-Disposition")).toStartWith("attachment;");
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\x\\photo.png", "photo.png"],
    ['a"; filename="b.exe', "a filename=b.exe"],
    ["nul\u0000l\r\nSet-Cookie: x=1.png", "nullSet-Cookie x=1.png"],
    ["\u202Egnp.exe", "gnp.exe"],
    ["日本語.png", "日本語.png"],
  ])("makes the file name %p harmless", async (name, expected) => {
    const { fileName, tenantId, id } = await tenant.within(() =>
      saveMedia({ bytes: PNG, fileName: name }),
    );

    const served = await get(mediaUrl(tenantId, id));

    expect(fileName).toBe(expected);
    expect(served.headers.get("Content-Disposition")).toMatch(
      /^inline; filename="[ -~]*"; filename\*=UTF-8''[\w.%~!-]+$/,
    );
    expect(served.headers.get("Set-Cookie")).toBeNull();
  });

  test("refuses what is too large without keeping any of it", async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const head = Buffer.from(
      '--b\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n',
    );
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(sent++ === 0 ? new Uint8Array(head) : chunk);
        if (sent > 110) controller.close();
      },
    });

    const answer = await send(stream, tenant, {
      "Content-Type": "multipart/form-data; boundary=b",
    });

    expect(answer).toMatchObject({ status: 413, body: { error: { code: "MEDIA_TOO_LARGE" } } });
    expect(sent).toBeLessThan(110);
    expect(readdirSync(join(config().dataDir, "media", tenant.id, "incoming"))).toEqual([]);
  });

  test("says what is wrong with a body that is no file", async () => {
    const answers = [
      await send("{}", tenant, { "Content-Type": "application/json" }),
      await send("--b\r\nbroken", tenant, { "Content-Type": "multipart/form-data; boundary=b" }),
      await send(
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf',
        tenant,
        {
          "Content-Type": "multipart/form-data; boundary=b",
        },
      ),
      await send(new FormData()),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });

  test("needs a sign-in", async () => {
    expect((await as("nobody").post("/media/upload", "x")).status).toBe(401);
  });
});

describe("serving", () => {
  test("sends the part that is asked for", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, n) => n % 251);
    const { tenantId, id } = await tenant.within(() => saveMedia({ bytes }));
    const url = mediaUrl(tenantId, id);
    const part = async (range: string, headers: Record<string, string> = {}) => {
      const response = await get(url, { Range: range, ...headers });
      const body = new Uint8Array(await response.arrayBuffer());
      return [response.status, response.headers.get("Content-Range"), body[0] ?? null, body.length];
    };

    expect(await part("bytes=10-19")).toEqual([206, "bytes 10-19/1000", 10, 10]);
    expect(await part("bytes=990-")).toEqual([206, "bytes 990-999/1000", 990 % 251, 10]);
    expect(await part("bytes=-5")).toEqual([206, "bytes 995-999/1000", 995 % 251, 5]);
    expect(await part("bytes=900-5000")).toEqual([206, "bytes 900-999/1000", 900 % 251, 100]);
    expect(await part("bytes=1000-")).toEqual([416, "bytes */1000", null, 0]);
    expect(await part("bytes=-0")).toEqual([416, "bytes */1000", null, 0]);
    expect(await part("bytes=5-1")).toEqual([200, null, 0, 1000]);
    expect(await part("bytes=0-1,5-6")).toEqual([200, null, 0, 1000]);
    expect(await part("bytes=0-1", { "If-Range": '"other"' })).toEqual([200, null, 0, 1000]);
    const etag = (await get(url)).headers.get("ETag") ?? "";
    expect((await get(url, { "If-None-Match": etag })).status).toBe(304);
  });

  test("honours links for a day or two, and none that was tampered with", async () => {
    const { tenantId, id } = await tenant.within(() => saveMedia({ bytes: PNG }));
    const other = await tenant.within(() => saveMedia({ bytes: PNG }));
    const url = mediaUrl(tenantId, id);
    const statusAfter = async (ms: number): Promise<number> => {
      moveClock(ms);
      const { status } = await get(url);
      moveClock(0);
      return status;
    };

    expect(mediaUrl(tenantId, id)).toBe(url);
    expect(await statusAfter(24 * 3_600_000)).toBe(200);
    expect(await statusAfter(48 * 3_600_000 + 1000)).toBe(403);
    expect((await get(url.replace(id, other.id))).status).toBe(403);
    expect(
      (await get(url.replace(/exp=\d+/, `exp=${Math.floor(clock.ms() / 1000) + 999_999}`))).status,
    ).toBe(403);
    expect((await get(url.replace(/&sig=.*/, ""))).status).toBe(401);
    expect((await as("agent").get(`/media/${id}`)).status).toBe(200);
  });

  test("keeps tenants apart", async () => {
    const stranger = await aTenant();
    const { id } = await tenant.within(() => saveMedia({ bytes: PNG, fileName: "private.png" }));

    expect((await as("user", stranger).get(`/media/${id}`)).status).toBe(404);
    expect((await as("user", stranger).delete(`/media/${id}`)).status).toBe(404);
    expect((await as("user", stranger).get("/media")).body.data).toEqual([]);
    expect((await get(mediaUrl(stranger.id, id))).status).toBe(404);
    expect((await as("user").get("/media")).body.data.map((m: { id: string }) => m.id)).toContain(
      id,
    );
    expect((await as("user").get("/media/not-an-id")).status).toBe(404);
  });

  test("says that a file is still on its way, or why it never came", async () => {
    const [pending, failed] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
    const row = { kind: "image" as const, mimeType: "image/png" };
    await tenant.within(() =>
      insertMedia([
        { ...row, id: pending, state: "pending" },
        { ...row, id: failed, state: "failed", error: "The file is gone." },
      ]),
    );

    expect((await as("agent").get(`/media/${pending}`)).body.error).toMatchObject({
      code: "MEDIA_NOT_READY",
      details: { state: "pending" },
    });
    expect((await as("agent").get(`/media/${failed}`)).body.error).toMatchObject({
      message: "The file is gone.",
    });
  });
});

describe("deleting", () => {
  test("removes the bytes when nothing names them any more, and never those stored again", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(100));
    const first = await tenant.within(() => saveMedia({ bytes }));
    const second = await tenant.within(() => saveMedia({ bytes }));
    const path = join(
      config().dataDir,
      "media",
      tenant.id,
      first.storageKey.slice(0, 2),
      first.storageKey,
    );

    await tenant.within(() => deleteMedia(first.id));
    await tenant.within(() => sweep(first.storageKey));

    expect((await get(mediaUrl(tenant.id, second.id))).status).toBe(200);
    expect((await as("user").delete(`/media/${second.id}`)).status).toBe(200);
    await tenant.within(() => sweep(first.storageKey));
    expect(existsSync(path)).toBe(true);
    await localStore.remove(tenant.id, first.storageKey, 0);
    expect(existsSync(path)).toBe(false);
    expect((await get(mediaUrl(tenant.id, second.id))).status).toBe(404);
  });
});

describe("sending", () => {
  test("takes a file only as what it is", async () => {
    const { id } = await tenant.within(() => saveMedia({ bytes: PNG }));
    const stranger = await aTenant();

    await tenant.within(() => requireSendable(id, "image"));
    await tenant.within(() => requireSendable(id, "document"));
    expect(tenant.within(() => requireSendable(id, "video"))).rejects.toMatchObject({
      code: "MEDIA_WRONG_TYPE",
    });
    expect(tenant.within(() => requireSendable(id, "sticker"))).rejects.toMatchObject({
      code: "MEDIA_WRONG_TYPE",
    });
    expect(stranger.within(() => requireSendable(id, "image"))).rejects.toMatchObject({
      code: "MEDIA_NOT_FOUND",
    });
  });
});
