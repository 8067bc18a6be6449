import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { config, loadConfig } from "../../config.ts";
import { MAX_STARTS_A_MINUTE } from "./limits.ts";
import { moveClock } from "../../lib/clock.ts";
import { flowing, flowOf, keyword, says, type TestNode } from "../../test/flowing.ts";
import { until } from "../../test/messaging.ts";
import { newWamid } from "../../../test/support/meta.ts";

let world: Awaited<ReturnType<typeof flowing>>;
beforeAll(async () => {
  world = await flowing();
});
afterAll(() => world.stop());
afterEach(() => moveClock(0));

let count = 0;
const word = (): string => `word${count++}`;
const node = (id: string, type: string, data: Record<string, unknown> = {}): TestNode => ({
  id,
  type,
  data,
});
const ended = (flowId: string, status: string, client = world.owner) =>
  until(async () => {
    const [run] = (await client.get(`/flows/${flowId}/executions`)).body.data;
    return run?.status === status && run;
  }, 30_000);
describe("a choice", () => {
  const menu = (start: string) =>
    flowOf(
      [keyword(start)],
      [
        node("q", "buttons", {
          body: "Which size?",
          buttons: [
            { id: "small", title: "Small" },
            { id: "large", title: "Large" },
          ],
          saveTo: "size",
          retries: 1,
        }),
        says("s", "A small one"),
        says("l", "A {{size}} one"),
        says("o", "Never mind"),
      ],
      ["start > q", "q/small > s", "q/large > l", "q/other > o"],
    );

  test("is made by button, by words or by number", async () => {
    const start = word();
    await world.published(menu(start));
    const [words, number] = [world.aPhone(), world.aPhone()];
    for (const from of [words, number]) {
      await world.say(from, start);
      await world.chatOf(from, 2);
    }

    await world.say(words, " LARGE ");
    await world.say(number, "1");

    expect((await world.chatOf(words, 4)).at(-1)).toBe("> A Large one");
    expect((await world.chatOf(number, 4)).at(-1)).toBe("> A small one");
  });

  test("is asked for again, then given up", async () => {
    const start = word();
    await world.published(menu(start));
    const from = world.aPhone();
    await world.say(from, start);
    await world.chatOf(from, 2);

    await world.say(from, "what?");
    await world.chatOf(from, 4);
    await world.say(from, "hm");

    expect((await world.chatOf(from, 6)).slice(-3)).toEqual([
      "> Please tap one of the buttons.",
      "hm",
      "> Never mind",
    ]);
  });
});

describe("a run under way", () => {
  const twoSteps = (start: string, ending: string) =>
    flowOf(
      [keyword(start)],
      [node("ask", "capture", { question: "Go on?", saveTo: "reply" }), says("end", ending)],
      ["start > ask", "ask > end"],
    );

  test("stays on its version when a new one is published", async () => {
    const start = word();
    const flow = await world.published(twoSteps(start, "Old ending"));
    const [early, late] = [world.aPhone(), world.aPhone()];
    await world.say(early, start);
    await world.chatOf(early, 2);

    const saved = await world.owner.put(`/flows/${flow.id}/draft`, {
      revision: flow.revision,
      flowData: twoSteps(start, "New ending"),
    });
    await world.publish({ id: flow.id, revision: saved.body.data.revision });
    await world.say(early, "yes");
    await world.say(late, start);
    await world.chatOf(late, 2);
    await world.say(late, "yes");

    expect((await world.chatOf(early, 4)).at(-1)).toBe("> Old ending");
    expect((await world.chatOf(late, 4)).at(-1)).toBe("> New ending");
  });

  test("ends when a person takes over, and the bot keeps quiet until it is handed back", async () => {
    const start = word();
    const flow = await world.published(twoSteps(start, "Done"));
    const from = world.aPhone();
    await world.say(from, start);
    await world.chatOf(from, 2);
    const { id } = await world.conversationOf(from);

    await world.owner.post(`/conversations/${id}/messages`, {
      content: { type: "text", text: "I am here" },
    });
    const cancelled = await ended(flow.id, "cancelled");
    expect(cancelled.endLabel).toBe("taken_over");
    expect((await world.owner.get(`/conversations/${id}/bot`)).body.data).toMatchObject({
      isPaused: true,
      reason: "taken_over",
    });
    await world.say(from, start);
    await until(async () => (await world.chat(from)).length >= 4, 30_000);
    const handedBack = await world.owner.delete(`/conversations/${id}/bot/pause`);
    expect(handedBack.body.data).toMatchObject({ isPaused: false, execution: null });
    await world.say(from, start);

    expect((await world.chatOf(from, 6)).filter((line) => line === "> Go on?")).toHaveLength(2);
  });

  test("is handed back when the conversation is resolved", async () => {
    const start = word();
    await world.published(twoSteps(start, "Done"));
    const from = world.aPhone();
    await world.say(from, "hello there");
    const { id } = await world.conversationOf(from);
    await world.owner.put(`/conversations/${id}/bot/pause`, { hours: 5 });

    await world.owner.patch(`/conversations/${id}`, { status: "resolved" });
    await world.say(from, start);

    expect((await world.chatOf(from, 3)).at(-1)).toBe("> Go on?");
  });

  test("times out where its node says, and expires where its flow says", async () => {
    const [patient, impatient] = [word(), word()];
    const timing = await world.published(
      flowOf(
        [keyword(impatient)],
        [
          node("ask", "capture", { question: "Well?", saveTo: "x", timeoutMinutes: 10 }),
          says("late", "Too late"),
        ],
        ["start > ask", "ask/timeout > late"],
      ),
    );
    const expiring = await world.published(
      flowOf(
        [keyword(patient)],
        [node("ask", "capture", { question: "Well?", saveTo: "x" })],
        ["start > ask"],
        {
          settings: { expireAfterMinutes: 30 },
        },
      ),
    );
    const [a, b] = [world.aPhone(), world.aPhone()];
    await world.say(a, impatient);
    await world.say(b, patient);
    await Promise.all([world.chatOf(a, 2), world.chatOf(b, 2)]);

    moveClock(11 * 60_000);
    expect((await world.chatOf(a, 3)).at(-1)).toBe("> Too late");
    await ended(timing.id, "completed");
    moveClock(31 * 60_000);

    // The clock has run past the life of a token.
    const later = world.withToken((await world.tenant.addUser("user")).token);
    expect((await ended(expiring.id, "expired", later)).endLabel).toBe("expired");
  });

  test("is started by hand once, refused twice, replaced when asked to", async () => {
    const flow = await world.published(twoSteps(word(), "Done"));
    const from = world.aPhone();
    await world.say(from, "hello");
    const { id: conversationId } = await world.conversationOf(from);
    const path = `/flows/${flow.id}/executions`;

    const first = await world.owner.post(path, { conversationId });
    const second = await world.owner.post(path, { conversationId });
    const third = await world.owner.post(path, { conversationId, replace: true });

    expect([first.status, second.status, third.status]).toEqual([201, 409, 201]);
    expect(second.body.error.code).toBe("FLOW_RUNNING");
    expect(third.body.data.startedBy).toBe("manual");
    await until(async () => (await world.run(third.body.data.id)).status === "waiting", 30_000);
    const stopped = await world.owner.post(`/flow-executions/${third.body.data.id}/cancel`);
    expect(stopped.body.data).toMatchObject({ status: "cancelled", endLabel: "stopped" });
  });
});

describe("what starts nothing", () => {
  test("is an echo, and a flow that is switched off", async () => {
    const start = word();
    const flow = await world.published(flowOf([keyword(start)], [says("a", "Hi")], ["start > a"]));
    const from = world.aPhone();
    await world.say(from, "first");
    await world.conversationOf(from);
    const echo = {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "1",
          changes: [
            {
              field: "smb_message_echoes",
              value: {
                messaging_product: "whatsapp",
                metadata: {
                  display_phone_number: "12025550142",
                  phone_number_id: world.phoneNumberId,
                },
                message_echoes: [
                  {
                    from: "12025550142",
                    to: from,
                    id: newWamid(),
                    timestamp: String(Math.floor(Date.now() / 1000)),
                    type: "text",
                    text: { body: start },
                  },
                ],
              },
            },
          ],
        },
      ],
    };

    await world.deliver(JSON.stringify(echo));
    await until(async () => (await world.chat(from)).includes(`> ${start}`), 30_000);
    await world.owner.patch(`/flows/${flow.id}/status`, { status: "inactive" });
    const other = world.aPhone();
    await world.say(other, start);
    await world.conversationOf(other);
    await world.owner.patch(`/flows/${flow.id}/status`, { status: "active" });
    const third = world.aPhone();
    await world.say(third, start);
    await world.chatOf(third, 2);

    expect(await world.runs(flow.id)).toHaveLength(1);
    const { body } = await world.owner.get(
      `/conversations/${(await world.conversationOf(from)).id}/bot`,
    );
    expect(body.data).toMatchObject({ isPaused: true, reason: "taken_over" });
  });
});

describe("nodes that act", () => {
  test("tag, set fields, note, opt out and assign; a tag starts the next flow", async () => {
    const [start, tag] = [word(), word()];
    const next = await world.published(
      flowOf([{ kind: "tag", tag }], [says("vip", "Welcome to the club")], ["start > vip"]),
    );
    const flow = await world.published(
      flowOf(
        [keyword(start)],
        [
          node("f", "field", { name: "city", value: "Berlin" }),
          node("v", "variable", { name: "n", operation: "add", value: "2" }),
          node("n", "note", { text: "From {{contact.fields.city}}, {{n}}" }),
          node("o", "consent", { wants: "out" }),
          node("a", "assign", { to: "leastBusy" }),
          node("t", "tag", { on: "contact", add: [tag], remove: ["old"] }),
          node("e", "end", { label: "qualified", resolve: false }),
        ],
        ["start > f", "f > v", "v > n", "n > o", "o > a", "a > t", "t > e"],
      ),
    );
    const from = world.aPhone();

    await world.say(from, start);

    expect((await world.chatOf(from, 3)).slice(1)).toEqual([
      "> From Berlin, 2",
      "> Welcome to the club",
    ]);
    expect((await ended(flow.id, "completed")).endLabel).toBe("qualified");
    await ended(next.id, "completed");
    const conversation = await world.conversationOf(from);
    const contact = (await world.owner.get(`/contacts/${conversation.contactId}`)).body.data;
    expect(contact).toMatchObject({ tags: [tag], customFields: { city: "Berlin" } });
    expect(conversation.assignedAgentId).toBe(world.tenant.agent.id);
  });

  test("hand over: the bot says so and keeps quiet", async () => {
    const start = word();
    const flow = await world.published(
      flowOf(
        [keyword(start)],
        [node("h", "handover", { text: "A colleague will answer", note: "Angry" })],
        ["start > h"],
      ),
    );
    const from = world.aPhone();

    await world.say(from, start);

    expect(await world.chatOf(from, 3)).toContain("> A colleague will answer");
    await ended(flow.id, "completed");
    const { id } = await world.conversationOf(from);
    expect((await world.owner.get(`/conversations/${id}/bot`)).body.data).toMatchObject({
      isPaused: true,
      reason: "handed_over",
    });
  });

  test("run another flow and come back", async () => {
    const start = word();
    const inner = await world.published(
      flowOf(
        [{ kind: "manual" }],
        [node("ask", "capture", { question: "Your name?", saveTo: "name" })],
        ["start > ask"],
      ),
    );
    await world.published(
      flowOf(
        [keyword(start)],
        [node("s", "subflow", { flowId: inner.id }), says("hi", "Hi {{name}}")],
        ["start > s", "s > hi"],
        {
          variables: [{ name: "name", type: "text" }],
        },
      ),
    );
    const from = world.aPhone();
    await world.say(from, start);
    await world.chatOf(from, 2);

    await world.say(from, "Ana");

    expect((await world.chatOf(from, 4)).slice(1)).toEqual(["> Your name?", "Ana", "> Hi Ana"]);
  });
});

describe("flows that start each other", () => {
  test("stop after some rounds", async () => {
    const [ping, pong] = [word(), word()];
    const swap = (on: string, to: string) =>
      flowOf(
        [{ kind: "tag", tag: on }],
        [
          node("off", "tag", { on: "contact", add: [], remove: [on, to] }),
          node("t", "tag", { on: "contact", add: [to], remove: [] }),
        ],
        ["start > off", "off > t"],
      );
    const first = await world.published(swap(ping, pong));
    const second = await world.published(swap(pong, ping));
    const from = world.aPhone();
    await world.say(from, "hello");
    const { contactId } = await world.conversationOf(from);

    await world.owner.post(`/contacts/${contactId}/tags`, { tags: [ping] });

    const all = () => Promise.all([world.runs(first.id), world.runs(second.id)]);
    await until(async () => (await all()).flat().length >= MAX_STARTS_A_MINUTE, 30_000);
    // One more conversation is answered after it: nothing is left to do here.
    const other = word();
    await world.published(flowOf([keyword(other)], [says("a", "Hi")], ["start > a"]));
    await world.say(from, other);
    await until(async () => (await world.chat(from)).includes(other), 30_000);
    expect((await all()).flat()).toHaveLength(MAX_STARTS_A_MINUTE);
  });
});

describe("a flow that goes round", () => {
  test("is stopped", async () => {
    const start = word();
    const flow = await world.published(
      flowOf(
        [keyword(start)],
        [
          node("c", "condition", {
            match: "all",
            groups: [
              { match: "all", rules: [{ field: "contact.email", operator: "is_set", value: "" }] },
            ],
          }),
          node("v", "variable", { name: "n", operation: "add", value: "1" }),
          says("z", "out"),
        ],
        ["start > c", "c/no > v", "v > c", "c/yes > z"],
      ),
    );

    await world.say(world.aPhone(), start);

    expect((await ended(flow.id, "failed")).error.code).toBe("TOO_FAST");
  });
});

describe("an API request", () => {
  let server: ReturnType<typeof Bun.serve>;
  let heard: { auth: string | null; body: string; key: string | null }[] = [];
  beforeAll(() => {
    process.env["ALLOW_PRIVATE_TARGETS"] = "1";
    loadConfig({});
    expect(config().allowPrivateTargets).toBe(true);
    server = Bun.serve({
      port: 0,
      fetch: async (req) => {
        heard.push({
          auth: req.headers.get("authorization"),
          body: await req.text(),
          key: req.headers.get("idempotency-key"),
        });
        if (new URL(req.url).pathname === "/broken") return new Response("{", { status: 200 });
        if (new URL(req.url).pathname === "/large")
          return new Response("x".repeat(5 * 1024 * 1024));
        return Response.json({
          order: { items: [{ name: "Shoes" }] },
          echo: req.headers.get("authorization"),
        });
      },
    });
  });
  afterAll(() => server.stop(true));
  afterEach(() => {
    heard = [];
  });
  const asking = (start: string, path: string) =>
    flowOf(
      [keyword(start)],
      [
        node("call", "api", {
          method: "POST",
          url: `http://127.0.0.1:${server.port}${path}`,
          headers: [{ name: "Authorization", value: "Bearer {{secret.shop_key}}" }],
          body: '{"text":"{{message.text}}","who":{{contact.tags}}}',
          retries: 0,
          mapping: [{ path: "$.order.items[0].name", variable: "item" }],
        }),
        says("ok", "Your {{item}} are on the way"),
        says("no", "Please try later"),
      ],
      ["start > call", "call/next > ok", "call/failed > no"],
    );

  test("sends its key and takes what it needs; the log shows no key", async () => {
    const start = word();
    await world.owner.put("/flow-secrets/shop_key", { value: "top-secret-value" });
    const flow = await world.published(asking(start, "/order"));
    const from = world.aPhone();

    await world.say(from, start);

    expect((await world.chatOf(from, 2)).at(-1)).toBe("> Your Shoes are on the way");
    expect(heard).toEqual([
      {
        auth: "Bearer top-secret-value",
        body: `{"text":"${start}","who":[]}`,
        key: expect.stringContaining("/"),
      },
    ]);
    const run = await world.run((await ended(flow.id, "completed")).id);
    expect(JSON.stringify(run)).not.toContain("top-secret-value");
    expect(run.trace[1].result.request.headers["Authorization"]).toBe("Bearer •••");
    expect(JSON.stringify((await world.owner.get("/flow-secrets")).body)).not.toContain(
      "top-secret",
    );
  });

  test.each(["/broken", "/large"])("that answers with %s takes the other way", async (path) => {
    const start = word();
    await world.owner.put("/flow-secrets/shop_key", { value: "top-secret-value" });
    await world.published(asking(start, path));
    const from = world.aPhone();

    await world.say(from, start);

    expect((await world.chatOf(from, 2)).at(-1)).toBe("> Please try later");
  });
});
