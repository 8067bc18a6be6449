import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { flowing, flowOf, keyword, says } from "../test/flowing.ts";
import { until } from "../test/messaging.ts";

let world: Awaited<ReturnType<typeof flowing>>;
beforeAll(async () => {
  world = await flowing();
});
afterAll(() => world.stop());

describe("a published flow", () => {
  test("answers its keyword, asks, and uses the answer", async () => {
    const flow = await world.published(
      flowOf(
        [keyword("book")],
        [
          says("hello", "Hello {{contact.name|there}}"),
          {
            id: "ask",
            type: "capture",
            data: { question: "Which day?", answer: "date", saveTo: "day", retries: 1 },
          },
          says("done", "See you on {{day}}"),
        ],
        ["start > hello", "hello > ask", "ask > done"],
      ),
    );
    const from = world.aPhone();

    await world.say(from, "Book!");
    await world.chatOf(from, 3);
    await world.say(from, "soon");
    await world.chatOf(from, 5);
    await world.say(from, "24.12.2026");

    expect(await world.chatOf(from, 7)).toEqual([
      "Book!",
      expect.stringMatching(/^> Hello Contact/),
      "> Which day?",
      "soon",
      "> That does not look right. Please try again.",
      "24.12.2026",
      "> See you on 2026-12-24",
    ]);
    const [run] = await until(async () => {
      const list = await world.runs(flow.id);
      return list[0]?.status === "completed" && list;
    }, 30_000);
    const { trace, variables } = await world.run(run.id);
    expect(variables).toEqual({ day: "2026-12-24" });
    expect(
      trace.map(({ nodeId, cause }: { nodeId: string; cause: string }) => `${nodeId} ${cause}`),
    ).toEqual([
      "start enter",
      "hello enter",
      "ask enter",
      "ask answer",
      "ask answer",
      "done enter",
    ]);
    expect(trace.at(-2)).toMatchObject({
      variablesBefore: {},
      variablesAfter: { day: "2026-12-24" },
      output: "next",
    });
  });
});
