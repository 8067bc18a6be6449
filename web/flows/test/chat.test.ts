import { describe, expect, test } from "bun:test";
import { type ChatLine, type Line, type Step, drawn, litBy, recorded } from "./chat.ts";

const step = (nodeId: string, output: string | null, more: Partial<Step> = {}): Step => ({
  seq: 1,
  flowId: "f",
  nodeId,
  nodeType: "message",
  cause: "enter",
  input: null,
  output,
  result: {},
  variablesBefore: {},
  variablesAfter: {},
  error: null,
  at: "2026-01-01T00:00:00.000Z",
  durationMs: 5,
  ...more,
});

describe("the lit path", () => {
  test("shows steps gone through, links taken and where the run stands", () => {
    const lit = litBy([step("a", "next"), step("b", null)], "f", { nodeId: "b", isOver: false });

    expect(lit.nodes.get("a")).toEqual({ state: "done", ms: 5 });
    expect(lit.nodes.get("b")?.state).toBe("now");
    expect([...lit.edges]).toEqual(["a/next"]);
  });

  test("leaves out what ran in another flow, and marks what failed", () => {
    const failed = step("b", "failed", { error: { code: "X", reason: "y" } });

    const lit = litBy([step("z", "next", { flowId: "other" }), failed], "f", {
      nodeId: "b",
      isOver: true,
    });

    expect([...lit.nodes.keys()]).toEqual(["b"]);
    expect(lit.nodes.get("b")?.state).toBe("failed");
  });
});

describe("a recorded test", () => {
  const said: Line = { do: "say", message: { text: "hi" } };
  const bot = (line: number, content: Record<string, unknown>): ChatLine => ({
    from: "bot",
    line,
    nodeId: "a",
    content,
  });

  test("expects after each line what the bot answered to it", () => {
    const chat = [
      bot(0, { type: "text", text: "Hello" }),
      bot(1, {
        type: "interactive",
        interactive: { body: "Which?", buttons: [{ id: "a", title: "A" }] },
      }),
    ];

    expect(recorded([said, { do: "skip", minutes: 5 }], chat)).toEqual([
      said,
      { do: "expect", match: "equals", text: "Hello" },
      { do: "skip", minutes: 5 },
      { do: "expect", match: "equals", text: "Which?" },
    ]);
  });

  test("knows what can be tapped", () => {
    const { options } = drawn({
      type: "interactive",
      interactive: { body: "?", sections: [{ rows: [{ id: "r1", title: "One" }] }] },
    });

    expect(options).toEqual([{ id: "r1", title: "One" }]);
  });
});
