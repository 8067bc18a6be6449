import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { META, newWamid, sign, textDelivery } from "../../test/support/meta.ts";
import { db, asSystem } from "../db/index.ts";
import { webhookDeliveries } from "../connections/tables.ts";
import { messaging, somePhone, until } from "../test/messaging.ts";

let world: Awaited<ReturnType<typeof messaging>>;
beforeAll(async () => {
  world = await messaging();
});
afterAll(() => world.stop());

describe("a delivery from Meta", () => {
  test("becomes contact, conversation and message", async () => {
    const from = somePhone();

    const answer = await world.hear({ from, name: "Ana Example", text: "Hello" });

    expect(answer.status).toBe(200);
    const conversation = await until(async () =>
      (await world.conversations()).find(
        (one: { contact: { name: string } }) => one.contact.name === "Ana Example",
      ),
    );
    expect(conversation).toMatchObject({
      status: "open",
      unreadCount: 1,
      lastMessage: { content: "Hello", direction: "inbound" },
    });
    expect(conversation.contact.phoneNumber).toBe(`+${from}`);
    const [message] = await world.thread(conversation.id);
    expect(message).toMatchObject({
      type: "text",
      content: "Hello",
      direction: "inbound",
      status: null,
    });
  });

  test("with a wrong signature is refused and leaves nothing", async () => {
    const before = await asSystem(() => db().$count(webhookDeliveries));

    const wrong = await world.deliver(
      textDelivery({ from: somePhone(), text: "Forged" }),
      sign("something else"),
    );
    const missing = await world
      .as("nobody")
      .post(world.hook, textDelivery({ from: somePhone(), text: "Forged" }));

    expect([wrong.status, missing.status]).toEqual([401, 401]);
    expect(await asSystem(() => db().$count(webhookDeliveries))).toBe(before);
  });

  test("changes nothing when it comes again, alone or inside a larger one", async () => {
    const from = somePhone();
    const id = newWamid();
    const conversation = await world.aConversation(from);

    await world.hear({ from, text: "Once", id });
    await world.hear({ from, text: "Once", id });
    await world.hear({ from, text: "Once", id }, { from, text: "New", id: newWamid() });

    const thread = await until(async () => {
      const found = await world.thread(conversation.id);
      return found.length >= 3 ? found : undefined;
    });
    expect(thread.map(({ content }: { content: string }) => content).toSorted()).toEqual([
      "Hi",
      "New",
      "Once",
    ]);
    const after = (await world.owner.get(`/conversations/${conversation.id}`)).body.data;
    expect(after.unreadCount).toBe(3);
  });

  test("keeps order and counts under many parallel deliveries", async () => {
    const from = somePhone();
    const conversation = await world.aConversation(from);
    const start = Math.floor(Date.now() / 1000);

    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        world.hear({ from, text: `Part ${n}`, atSeconds: start + n }),
      ),
    );

    const thread = await until(async () => {
      const found = await world.thread(conversation.id);
      return found.length === 51 ? found : undefined;
    });
    const parts = thread
      .map(({ content }: { content: string }) => content)
      .filter((text: string) => text !== "Hi");
    expect(parts).toEqual(Array.from({ length: 50 }, (_, n) => `Part ${49 - n}`));
  });

  test("for an unknown number is stored, answered 200 and reaches nobody", async () => {
    const body = textDelivery({
      from: somePhone(),
      name: "Stray",
      text: "Lost?",
      phoneNumberId: "999999999999999",
    });

    const answer = await world.deliver(body);

    expect(answer.status).toBe(200);
    const deliveries = await until(async () => {
      const found = await world.owner.get(
        `/whatsapp/connections/${world.connectionId}/deliveries?state=ignored`,
      );
      return found.body.data.length > 0 ? found.body.data : undefined;
    });
    expect(deliveries[0].state).toBe("ignored");
    const names = (await world.conversations()).map(
      (one: { contact: { name: string } }) => one.contact.name,
    );
    expect(names).not.toContain("Stray");
  });

  test("that is broken JSON is kept raw and answered 200", async () => {
    const answer = await world.deliver('{"object": "whatsapp_business_account", "entry": [');

    expect(answer.status).toBe(200);
  });

  test("over 3 MB is refused", async () => {
    const body = JSON.stringify({ padding: "x".repeat(3 * 1024 * 1024) });

    expect((await world.deliver(body)).status).toBe(413);
  });

  test("never reaches another tenant's number", async () => {
    const other = await messaging();
    const body = textDelivery({
      from: somePhone(),
      name: "Crossed",
      text: "Hi",
      phoneNumberId: other.phoneNumberId,
    });

    expect((await world.deliver(body)).status).toBe(200);

    await world.hear({ from: somePhone(), name: "Marker", text: "after" });
    await until(async () =>
      (await world.conversations()).find(
        (one: { contact: { name: string } }) => one.contact.name === "Marker",
      ),
    );
    expect(await other.conversations()).toEqual([]);
    await other.stop();
  });

  test("can be replayed without changing what is there", async () => {
    const from = somePhone();
    const conversation = await world.aConversation(from);
    const list = await world.owner.get(
      `/whatsapp/connections/${world.connectionId}/deliveries?state=processed`,
    );
    const [latest] = list.body.data;

    const answer = await world.owner.post(
      `/whatsapp/connections/${world.connectionId}/deliveries/${latest.id}/replay`,
    );

    expect(answer.status).toBe(202);
    await until(async () => {
      const again = await world.owner.get(`/whatsapp/connections/${world.connectionId}/deliveries`);
      const found = again.body.data.find(({ id }: { id: string }) => id === latest.id);
      return found?.state === "processed" && found;
    });
    expect(await world.thread(conversation.id)).toHaveLength(1);
  });
});

describe("the handshake", () => {
  const ask = (token: string) =>
    world
      .as("nobody")
      .get(`${world.hook}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=12345`);

  test("echoes the challenge for the right token", async () => {
    const answer = await ask(META.verifyToken);

    expect(answer.status).toBe(200);
    expect(String(answer.body)).toBe("12345");
  });

  test("refuses another token", async () => {
    expect((await ask("guess")).status).toBe(403);
  });
});
