import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { and, eq } from "drizzle-orm";
import { newWamid } from "../../test/support/meta.ts";
import { startFakeGraph } from "../../test/fake-graph/fake-graph.ts";
import { loadConfig } from "../config.ts";
import { db } from "../db/index.ts";
import { moveClock } from "../lib/clock.ts";
import { messaging, until } from "../test/messaging.ts";
import { messages } from "./tables.ts";

let world: Awaited<ReturnType<typeof messaging>>;
let graph: Awaited<ReturnType<typeof startFakeGraph>>;
beforeAll(async () => {
  graph = await startFakeGraph();
  process.env["WHATSAPP_API_URL"] = graph.url;
  loadConfig({});
  world = await messaging();
});
afterAll(async () => {
  await world.stop();
  await graph.stop();
});
afterEach(() => moveClock(0));

const text = (body: string) => ({ content: { type: "text", text: body } });
const settled = (id: string, ...statuses: string[]) =>
  until(async () => {
    const { data } = (await world.owner.get(`/messages/${id}`)).body;
    return statuses.includes(data.status) && data;
  });

describe("sending", () => {
  test("goes out once and is marked sent with WhatsApp's id", async () => {
    const conversation = await world.aConversation();

    const answer = await world.owner.post(
      `/conversations/${conversation.id}/messages`,
      text("Hello back"),
    );

    expect(answer.status).toBe(201);
    expect(answer.body.data.status).toBe("queued");
    const message = await settled(answer.body.data.id, "sent");
    expect(message.whatsAppMessageId).toStartWith("wamid.");
  });

  test("with one Idempotency-Key makes one message, another body is refused", async () => {
    const conversation = await world.aConversation();
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const path = `/conversations/${conversation.id}/messages`;

    const answers = await Promise.all(
      [1, 2, 3].map(() => world.owner.post(path, text("Once"), key)),
    );
    const other = await world.owner.post(path, text("Different"), key);

    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect(other.status).toBe(409);
    expect(other.body.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test("keeps the order of a conversation when the first has to be tried again", async () => {
    const conversation = await world.aConversation();
    const path = `/conversations/${conversation.id}/messages`;
    graph.faults.push({ kind: "error", code: 131000, status: 500, times: 1 });

    const ids: string[] = [];
    for (const body of ["First", "Second", "Third"])
      ids.push((await world.owner.post(path, text(body))).body.data.id);
    for (const id of ids) await settled(id, "sent");

    const order = graph.sent.flatMap(({ callbackId = "" }) =>
      ids.includes(callbackId) ? [callbackId] : [],
    );
    expect(order).toEqual(ids);
  });

  test("outside the 24-hour window is refused", async () => {
    const conversation = await world.aConversation();
    moveClock(24 * 3_600_000 + 1000);
    const tomorrow = world.withToken((await world.tenant.addUser("user")).token);

    const answer = await tomorrow.post(
      `/conversations/${conversation.id}/messages`,
      text("Too late"),
    );

    expect(answer.status).toBe(409);
    expect(answer.body.error.code).toBe("WINDOW_CLOSED");
  });

  test("into another tenant's conversation is 404", async () => {
    const conversation = await world.aConversation();
    const stranger = await world.aTenant();

    const answer = await world
      .as("user", stranger)
      .post(`/conversations/${conversation.id}/messages`, text("Hi"));

    expect(answer.status).toBe(404);
  });
});

describe("the ledger", () => {
  test("moves forwards only, whatever the order of arrival", async () => {
    const conversation = await world.aConversation();
    const { body } = await world.owner.post(
      `/conversations/${conversation.id}/messages`,
      text("Ticks"),
    );
    const sent = await settled(body.data.id, "sent");
    const at = { id: sent.whatsAppMessageId, recipient: "12025550100" };

    await world.tell({ ...at, status: "read" });
    await world.tell({ ...at, status: "delivered" }, { ...at, status: "sent" });

    const message = await settled(sent.id, "read");
    expect(message.deliveredAt).not.toBeNull();
    await world.hear({ from: "12025550199", text: "marker" });
    const history = await until(async () => {
      const answer = (await world.owner.get(`/messages/${sent.id}/status`)).body.data;
      return answer.history.length >= 5 && answer;
    });
    expect(history.status).toBe("read");
  });

  test("takes a failure with code and plain reason", async () => {
    const conversation = await world.aConversation();
    const { body } = await world.owner.post(
      `/conversations/${conversation.id}/messages`,
      text("Nobody there"),
    );
    const sent = await settled(body.data.id, "sent");

    await world.tell({
      id: sent.whatsAppMessageId,
      recipient: "12025550100",
      status: "failed",
      errors: [{ code: 131026, title: "Message undeliverable" }],
    });

    const message = await settled(sent.id, "failed");
    expect(message.error).toMatchObject({ code: "131026", retryable: false });
    expect(message.error.reason.length).toBeGreaterThan(10);
  });

  test("applies a status that came before the answer naming its id", async () => {
    const conversation = await world.aConversation();
    const early = newWamid();
    await world.tell({ id: early, recipient: "12025550100", status: "delivered" });
    const { body } = await world.owner.post(
      `/conversations/${conversation.id}/messages`,
      text("Overtaken"),
    );
    await settled(body.data.id, "sent");

    await world.tell({
      id: early,
      recipient: "12025550100",
      status: "sent",
      callbackId: body.data.id,
    });

    expect((await settled(body.data.id, "sent", "delivered")).status).toBe("sent");
  });
});

describe("a send whose outcome nobody knows", () => {
  const unsure = async () => {
    const conversation = await world.aConversation();
    const { body } = await world.owner.post(
      `/conversations/${conversation.id}/messages`,
      text("Did it arrive?"),
    );
    await settled(body.data.id, "sent");
    // As a crash leaves it: marked in flight, no answer recorded.
    await world.tenant.within(() =>
      db()
        .update(messages)
        .set({ status: "sending", whatsappMessageId: null, outcomeUnknownAt: new Date() })
        .where(and(eq(messages.tenantId, world.tenant.id), eq(messages.id, body.data.id))),
    );
    return String(body.data.id);
  };

  test("is shown as such and settled by a status that carries our id", async () => {
    const id = await unsure();
    const shown = (await world.owner.get(`/messages/${id}`)).body.data;
    expect(shown).toMatchObject({ status: "sending", error: { code: "OUTCOME_UNKNOWN" } });

    await world.tell({
      id: newWamid(),
      recipient: "12025550100",
      status: "delivered",
      callbackId: id,
    });

    expect(await settled(id, "delivered")).toMatchObject({ error: null });
  });

  test("is only sent again by a person, as a new message", async () => {
    const id = await unsure();

    const again = await world.owner.post(`/messages/${id}/retry`);
    const twice = await world.owner.post(`/messages/${id}/retry`);

    expect(again.status).toBe(200);
    expect(again.body.data.id).not.toBe(id);
    expect(twice.status).toBe(409);
    await settled(again.body.data.id, "sent");
  });
});
