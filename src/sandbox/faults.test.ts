import { afterAll, describe, expect, test } from "bun:test";
import { until } from "../test/messaging.ts";
import { simulated } from "../test/simulated.ts";

const {
  world,
  sandboxId,
  addFault,
  aContact,
  say,
  chat,
  conversationOf,
  aTalk,
  send,
  message,
  becomes,
} = await simulated();
afterAll(() => world.stop());

describe("a fault", () => {
  test("refuses the request with any code", async () => {
    const { contact, conversation } = await aTalk();
    await addFault({ kind: "error", code: 131051, phone: contact.phone });

    const sent = await send(conversation, { type: "text", text: "No" });

    const failed = await becomes(sent.id, "failed");
    expect(failed.error.code).toBe("131051");
    expect(await chat(contact)).toHaveLength(1);
  });

  test("lets a taken message fail", async () => {
    const { contact, conversation } = await aTalk();
    await addFault({ kind: "fail", code: 131026, phone: contact.phone });

    const sent = await send(conversation, { type: "text", text: "Lost" });

    expect((await becomes(sent.id, "failed")).error.code).toBe("131026");
  });

  test("closes the window", async () => {
    const { contact, conversation } = await aTalk();
    await addFault({ kind: "closed_window", phone: contact.phone });

    const sent = await send(conversation, { type: "text", text: "Too late" });

    expect((await becomes(sent.id, "failed")).error.code).toBe("131047");
  });

  test("repeats webhooks, and the inbox has each message once", async () => {
    const contact = await aContact();
    const deliveries = async (): Promise<number> =>
      (await world.owner.get(`/whatsapp/connections/${sandboxId}/deliveries`)).body.data.length;
    const before = await deliveries();
    await addFault({ kind: "duplicate", phone: contact.phone });

    await say(contact, { type: "text", text: "Once" });
    const conversation = await conversationOf(contact);
    await until(async () => (await deliveries()) >= before + 2);
    await Bun.sleep(300);

    expect(await world.thread(conversation.id)).toHaveLength(1);
  });

  test("brings statuses in the wrong order, and none goes backwards", async () => {
    const { contact, conversation } = await aTalk();
    await addFault({ kind: "reorder", phone: contact.phone });

    const sent = await send(conversation, { type: "text", text: "Backwards" });
    await becomes(sent.id, "read");
    await Bun.sleep(1200);

    expect((await message(sent.id)).status).toBe("read");
  });

  test("delays webhooks", async () => {
    const contact = await aContact();
    await addFault({ kind: "delay", delayMs: 1200, phone: contact.phone });
    const startedAt = Date.now();

    await say(contact, { type: "text", text: "Slow" });
    await conversationOf(contact);

    expect(Date.now() - startedAt).toBeGreaterThan(1100);
  });

  test("cuts the answer off, and the message is still sent only once", async () => {
    const { contact, conversation } = await aTalk();
    await addFault({ kind: "drop_answer", phone: contact.phone });

    const sent = await send(conversation, { type: "text", text: "Only once" });

    await becomes(sent.id, "delivered");
    await Bun.sleep(300);
    expect(await chat(contact)).toHaveLength(2);
  });

  test("hits as many messages as it was told to, only of that contact, and can be taken back", async () => {
    const { contact, conversation } = await aTalk();
    const spared = await aTalk();
    const { body } = await addFault({ kind: "fail", code: 131026, phone: contact.phone, count: 2 });
    const list = `/whatsapp/connections/${sandboxId}/sandbox/faults`;
    const remaining = async () =>
      (await world.owner.get(list)).body.data.faults.find(
        ({ id }: { id: string }) => id === body.data.id,
      )?.remaining;

    const other = await send(spared.conversation, { type: "text", text: "Fine" });
    await becomes(other.id, "delivered");
    const sent = await send(conversation, { type: "text", text: "One" });
    await becomes(sent.id, "failed");
    expect(await remaining()).toBe(1);

    expect((await world.owner.delete(`${list}/${body.data.id}`)).status).toBe(200);
    const fine = await send(conversation, { type: "text", text: "Two" });
    await becomes(fine.id, "delivered");
  });

  test("needs its code or its delay", async () => {
    const without = await addFault({ kind: "error" });
    const undelayed = await addFault({ kind: "delay" });

    expect([without.status, undelayed.status]).toEqual([422, 422]);
  });
});
