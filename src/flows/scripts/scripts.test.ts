import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { flowing, flowOf, keyword, says, type TestNode } from "../../test/flowing.ts";
import { until } from "../../test/messaging.ts";

let world: Awaited<ReturnType<typeof flowing>>;
beforeAll(async () => {
  world = await flowing();
});
afterAll(() => world.stop());

const node = (id: string, type: string, data: Record<string, unknown>): TestNode => ({
  id,
  type,
  data,
});
const say = (text: string) => ({ do: "say", message: { text } });
const hear = (text: string) => ({ do: "expect", text });
const booking = (closing = "See you on {{day}}") =>
  flowOf(
    [keyword("book")],
    [
      node("ask", "capture", {
        question: "Which day?",
        answer: "date",
        saveTo: "day",
        timeoutMinutes: 60,
      }),
      node("check", "api", {
        url: "https://shop.example/slots/{{day}}",
        mapping: [{ path: "$.free", variable: "free" }],
      }),
      says("yes", closing),
      says("no", "No slots"),
      says("late", "Still there?"),
      node("tag", "tag", { on: "contact", add: ["booked"], remove: [] }),
      node("end", "end", { label: "booked", resolve: false }),
    ],
    [
      "start > ask",
      "ask > check",
      "check/next > yes",
      "check/failed > no",
      "yes > tag",
      "tag > end",
      "ask/timeout > late",
    ],
  );
const simulate = async (flowId: string, lines: object[], more: object = {}) =>
  (await world.owner.post(`/flows/${flowId}/test`, { script: { lines, ...more } })).body.data;

describe("a scripted conversation", () => {
  test("plays on the draft and sends nothing", async () => {
    const flow = await world.create(booking());

    const result = await simulate(flow.id, [
      { do: "answerRequest", nodeId: "check", status: 200, body: '{"free":3}' },
      say("book"),
      hear("Which day"),
      say("2026-12-24"),
      hear("See you on 2026-12-24"),
      { do: "expectVariable", name: "free", value: 3 },
      { do: "expectTag", tag: "booked" },
      { do: "expectEnd", label: "booked" },
    ]);

    expect(result).toMatchObject({ passed: true, status: "completed", failures: [] });
    expect(result.chat.map(({ from }: { from: string }) => from)).toEqual([
      "contact",
      "bot",
      "contact",
      "bot",
      "engine",
    ]);
    expect(result.steps.map(({ nodeId }: { nodeId: string }) => nodeId)).toEqual([
      "start",
      "ask",
      "ask",
      "check",
      "check",
      "yes",
      "tag",
      "end",
    ]);
    expect(await world.conversations()).toEqual([]);
    expect(await world.runs(flow.id)).toEqual([]);
  });

  test("tells what is not as it should be", async () => {
    const flow = await world.create(booking());

    const result = await simulate(flow.id, [
      say("book"),
      say("2026-12-24"),
      hear("See you"),
      { do: "expectNode", nodeId: "ask" },
    ]);

    expect(result).toMatchObject({
      passed: false,
      failures: [
        { line: 2, expected: "See you", actual: "No slots" },
        { line: 3, expected: "ask", actual: "no" },
      ],
    });
  });

  test("lets time pass, and starts only on its trigger when told so", async () => {
    const flow = await world.create(booking());

    const late = await simulate(flow.id, [
      say("book"),
      { do: "skip", minutes: 61 },
      hear("Still there?"),
    ]);
    const other = await simulate(flow.id, [say("hello"), say("BOOK"), hear("Which day")], {
      start: "trigger",
    });

    expect([late.passed, late.status]).toEqual([true, "completed"]);
    expect(other.passed).toBe(true);
  });
});

describe("tests of a flow", () => {
  test("keep it from being published until they pass", async () => {
    const flow = await world.create(booking("Bye"));
    const script = {
      lines: [
        { do: "answerRequest", nodeId: "check", body: '{"free":1}' },
        say("book"),
        say("2026-12-24"),
        hear("See you"),
      ],
    };
    const test = await world.owner.post(`/flows/${flow.id}/tests`, { name: "Books a day", script });
    expect(test.status).toBe(201);

    const refused = await world.publish(flow);
    await world.owner.put(`/flows/${flow.id}/draft`, { revision: 1, flowData: booking() });
    const accepted = await world.publish({ id: flow.id, revision: 2 });

    expect(refused.body.error).toMatchObject({
      code: "FLOW_TESTS_FAILED",
      details: {
        tests: [
          { name: "Books a day", failures: [{ line: 3, expected: "See you", actual: "Bye" }] },
        ],
      },
    });
    expect(accepted.status).toBe(200);
    const run = (await world.owner.post(`/flows/${flow.id}/tests/run`)).body.data;
    expect(run).toMatchObject({ passed: true, results: [{ name: "Books a day" }] });
    await world.owner.delete(`/flows/${flow.id}/tests/${test.body.data.id}`);
    expect((await world.owner.get(`/flows/${flow.id}/tests`)).body.data.tests).toEqual([]);
  });
});

describe("a past run", () => {
  test("is played again on the draft, sending nothing", async () => {
    const data = (closing: string) =>
      flowOf(
        [keyword("name")],
        [node("ask", "capture", { question: "Your name?", saveTo: "name" }), says("hi", closing)],
        ["start > ask", "ask > hi"],
      );
    const flow = await world.published(data("Hi {{name}}"));
    const from = world.aPhone();
    await world.say(from, "name");
    await world.chatOf(from, 2);
    await world.say(from, "Ana");
    await world.chatOf(from, 4);
    const [run] = await until(async () => {
      const list = await world.runs(flow.id);
      return list[0]?.status === "completed" && list;
    }, 30_000);
    await world.owner.put(`/flows/${flow.id}/draft`, {
      revision: 1,
      flowData: data("Hello {{name}}!"),
    });

    const replayed = (await world.owner.post(`/flow-executions/${run.id}/replay`)).body.data;

    expect(replayed.chat.map(({ content }: { content: { text: string } }) => content.text)).toEqual(
      ["name", "Your name?", "Ana", "Hello Ana!"],
    );
    expect(await world.chat(from)).toHaveLength(4);
    const figures = (await world.owner.get(`/flows/${flow.id}/analytics?version=1`)).body.data;
    expect(figures).toMatchObject({ runs: { completed: 1 }, endings: { completed: 1 } });
    expect(figures.nodes.find(({ nodeId }: { nodeId: string }) => nodeId === "ask")).toMatchObject({
      visits: 1,
      outputs: { next: 1 },
    });
  });
});
