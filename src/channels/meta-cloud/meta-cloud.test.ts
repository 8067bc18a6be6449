import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { startFakeGraph } from "../../../test/fake-graph/fake-graph.ts";
import { META } from "../../../test/support/meta.ts";
import type { ChannelHost } from "../channel.ts";
import { channelContract } from "../contract.ts";
import { getChannel } from "../registry.ts";
import { metaCloud } from "./meta-cloud.ts";
import { verifySignature } from "./signature.ts";

const graph = await startFakeGraph({ token: META.accessToken });
afterAll(() => graph.stop());
const host: ChannelHost = { fetch, graphUrl: graph.url, now: Date.now };
const connection = { id: crypto.randomUUID(), tenantId: crypto.randomUUID(), settings: META };

channelContract(() => ({
  channel: metaCloud,
  connection,
  host,
  taken: graph.total,
  recipient: { phone: "+14155550101" },
}));

describe("signatures", () => {
  const file = join(
    import.meta.dir,
    "../../../test/fixtures/whatsapp-cloud/signature-vectors.json",
  );
  const Vectors = z.object({
    vectors: z.array(
      z.object({
        name: z.string(),
        app_secret: z.string(),
        body: z.string(),
        header: z.string(),
        valid: z.boolean(),
      }),
    ),
  });
  const { vectors } = Vectors.parse(JSON.parse(readFileSync(file, "utf8")));

  test.each(vectors.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    const body = new TextEncoder().encode(vector.body);

    expect(verifySignature(vector.app_secret, body, vector.header)).toBe(vector.valid);
  });

  test("are taken from the header of the delivery", () => {
    const [first] = vectors;
    if (!first) throw new Error("no vectors");
    const settings = { ...META, appSecret: first.app_secret };
    const body = new TextEncoder().encode(first.body);
    const headers = new Headers({ "x-hub-signature-256": first.header });

    expect(metaCloud.webhook?.verify(settings, body, headers)).toBe(true);
    expect(metaCloud.webhook?.verify(settings, body, new Headers())).toBe(false);
  });
});

describe("the handshake", () => {
  const query = {
    "hub.mode": "subscribe",
    "hub.verify_token": META.verifyToken,
    "hub.challenge": "1158201444",
  };
  const shake = (changes: Record<string, string> = {}) =>
    metaCloud.webhook?.handshake(META, { ...query, ...changes });

  test("returns the challenge to whoever knows the token", () => {
    expect(shake()).toBe("1158201444");
    expect(shake({ "hub.challenge": "x".repeat(1000) })).toHaveLength(256);
  });

  test("refuses another token and another mode", () => {
    expect(shake({ "hub.verify_token": "other" })).toBeUndefined();
    expect(shake({ "hub.verify_token": "" })).toBeUndefined();
    expect(shake({ "hub.mode": "unsubscribe" })).toBeUndefined();
  });
});

describe("the connection", () => {
  test("is found by number and account, and refuses empty secrets", () => {
    expect(metaCloud.routing(META)).toEqual({
      phoneNumberId: META.phoneNumberId,
      accountId: META.businessAccountId,
    });
    expect(metaCloud.settings.safeParse({ ...META, appSecret: " " }).success).toBe(false);
    expect(getChannel("meta_api").type).toBe("meta_api");
    expect(() => getChannel("fax")).toThrow("there is no channel fax");
  });

  test("shows number and name when the token is good", async () => {
    expect(await metaCloud.check(connection, host)).toMatchObject({
      ok: true,
      phoneNumber: "+12025550142",
      displayName: "Example Store",
      facts: { status: "CONNECTED" },
    });
  });

  test("says that the token is no longer valid", async () => {
    const stale = { ...connection, settings: { ...META, accessToken: "EAAG-stale" } };

    expect(await metaCloud.check(stale, host)).toMatchObject({
      ok: false,
      code: "190",
      next: "fail",
      reason: expect.stringContaining("token is no longer valid"),
    });
  });
});

describe("read receipts", () => {
  test("name the message, with the typing sign on demand", async () => {
    const plain = await metaCloud.markRead?.(connection, "wamid.A", false, host);
    const typing = await metaCloud.markRead?.(connection, "wamid.B", true, host);

    expect([plain, typing]).toEqual([
      { ok: true, waId: "wamid.A" },
      { ok: true, waId: "wamid.B" },
    ]);
    expect(graph.read).toEqual(["wamid.A", "wamid.B"]);
    expect(graph.typing).toEqual(["wamid.B"]);
  });
});
