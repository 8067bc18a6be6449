import { expect, test } from "bun:test";
import { META } from "../../test/support/meta.ts";
import type { Identity, MessageEvent } from "../channels/channel.ts";
import { transaction } from "../db/index.ts";
import { applyMessages } from "../inbound/messages.ts";
import { harness } from "../test/harness.ts";

const { as, tenant } = await harness();
const digits = (): string => String(Math.floor(1e14 + Math.random() * 8e14));

async function aConnection(): Promise<string> {
  const { body } = await as("user").post("/whatsapp/connections", {
    name: "Shop",
    connectionType: "meta_api",
    metaCredentials: { ...META, phoneNumberId: digits(), businessAccountId: digits() },
  });
  return body.data.id;
}

async function hear(connectionId: string, contact: Identity, text: string): Promise<void> {
  const event: MessageEvent = {
    kind: "message",
    at: Date.now(),
    waId: `wamid.${crypto.randomUUID()}`,
    direction: "inbound",
    contact,
    type: "text",
    text,
    metadata: {},
    placeholder: false,
    source: "live",
  };
  await tenant.within(() => transaction(() => applyMessages(connectionId, [event])));
}

/** Contact of each conversation of a connection, oldest first. */
async function owners(connectionId: string): Promise<string[]> {
  const { body } = await as("user").get("/conversations?limit=200");
  const rows: { id: string; contactId: string; whatsAppConnectionId: string }[] = body.data;
  return rows
    .filter((row) => row.whatsAppConnectionId === connectionId)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ contactId }) => contactId);
}

test("a merge takes the conversations along, and its undoing brings them back", async () => {
  const [one, two] = [await aConnection(), await aConnection()];
  const [phone, bsuid] = [`+4917${digits().slice(0, 9)}`, `DE.${digits()}`];
  await hear(one, { phone }, "by number");
  await hear(two, { bsuid }, "number hidden");
  const [a = ""] = await owners(one);
  const [b = ""] = await owners(two);
  expect(a).not.toBe(b);

  await hear(one, { phone, bsuid }, "both");

  expect(await owners(one)).toEqual([a]);
  expect(await owners(two)).toEqual([a]);
  await as("user").post(`/contacts/${a}/unmerge`);
  expect(await owners(one)).toEqual([a]);
  expect(await owners(two)).toEqual([b]);
});
