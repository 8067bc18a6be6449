import { beforeAll, expect, test } from "bun:test";
import { hostFor, openConnection } from "../../connections/open.ts";
import { harness } from "../../test/harness.ts";
import type { ChannelHost, OpenConnection } from "../channel.ts";
import { channelContract } from "../contract.ts";
import { sandbox } from "./sandbox.ts";

const RECIPIENT = { phone: "+14155550101" };
let host: ChannelHost;
let connection: OpenConnection<Record<string, never>>;
let taken = 0;

beforeAll(async () => {
  const { as, tenant } = await harness();
  const { body } = await as("user").post("/whatsapp/connections", {
    name: "Playground",
    connectionType: "sandbox",
  });
  const { id } = body.data;
  await as("nobody").post(`/sandbox/${id}/contacts`, { ...RECIPIENT, name: "Ana" });
  const opened = await tenant.within(() => openConnection(id));
  connection = { id, tenantId: opened.tenantId, settings: {} };
  host = counting(hostFor(opened));
});

/** Notes what the simulated WhatsApp took, whether or not its answer comes through. */
function counting(inner: ChannelHost): ChannelHost {
  const own = async (...args: Parameters<typeof fetch>): Promise<Response> => {
    const response = await inner.fetch(...args);
    const [address] = args;
    const url = address instanceof Request ? address.url : String(address);
    if (response.ok && url.endsWith("/messages")) taken++;
    return response;
  };
  return { ...inner, fetch: Object.assign(own, { preconnect: fetch.preconnect }) };
}

channelContract(() => ({
  channel: sandbox,
  connection,
  host,
  taken: () => taken,
  recipient: RECIPIENT,
}));

test("gives a stored file back as it was", async () => {
  const bytes = new TextEncoder().encode("%PDF-1.7 a file");
  const file = { bytes, mimeType: "application/pdf", fileName: "a.pdf" };

  const stored = await sandbox.upload?.(connection, file, host);
  if (!stored?.ok) throw new Error("the file was not stored");
  const wanted = { kind: "document" as const, remoteId: stored.remoteId };
  const found = await sandbox.download?.(connection, wanted, 1000, host);

  expect(found).toMatchObject({ ok: true, bytes, mimeType: "application/pdf" });
});
