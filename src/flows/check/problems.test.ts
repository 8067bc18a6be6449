import { describe, expect, test } from "bun:test";
import { flowOf, says, type TestNode } from "../../test/flowing.ts";
import { nodeDescriptions } from "../nodes/registry.ts";
import { isRegex } from "../regex.ts";
import { problemsOf } from "./problems.ts";
import type { Surroundings } from "./types.ts";

const OTHER = "01990000-0000-7000-8000-000000000001";
const SELF = "01990000-0000-7000-8000-000000000002";
const around: Surroundings = {
  kinds: nodeDescriptions,
  secrets: ["crm"],
  agentIds: [],
  flows: [{ id: OTHER, isPublished: true, calls: [SELF] }],
  flowId: SELF,
  approvedTemplates: [{ name: "welcome", language: "en" }],
  isRegex,
};
const found = (
  nodes: TestNode[],
  links: string[],
  triggers: Record<string, unknown>[] = [{ kind: "manual" }],
) => {
  const flow = flowOf(triggers, nodes, links);
  return problemsOf({ ...flow, variables: [] }, around).map(
    ({ code, nodeId, severity }) => `${severity} ${code} ${nodeId}`,
  );
};
const node = (id: string, type: string, data: Record<string, unknown> = {}): TestNode => ({
  id,
  type,
  data,
});
const describeOf = (type: string) =>
  nodeDescriptions.find((one) => one.type === type)?.initial ?? {};
const initial = (id: string, type: string, data: Record<string, unknown> = {}): TestNode =>
  node(id, type, { ...describeOf(type), ...data });
const rule = (field: string) => ({
  match: "all",
  groups: [{ match: "all", rules: [{ field, operator: "is_set", value: "" }] }],
});

describe("a sound flow", () => {
  test("has no problems", () => {
    const nodes = [
      says("hello", "Hi {{contact.name|there}}"),
      initial("ask", "capture", { question: "Name?", saveTo: "name" }),
      says("bye", "Bye {{name}}"),
    ];

    expect(found(nodes, ["start > hello", "hello > ask", "ask > bye"])).toEqual([]);
  });

  test("may go round as long as the contact is asked", () => {
    const menu = initial("menu", "buttons", { body: "More?" });

    expect(
      found(
        [menu, says("a", "A"), says("b", "B")],
        ["start > menu", "menu/yes > a", "menu/no > b", "a > menu"],
      ),
    ).toEqual([]);
  });
});

describe("a planted fault is found, and nothing else", () => {
  const faults: [
    fault: string,
    TestNode[],
    links: string[],
    expected: string[],
    triggers?: Record<string, unknown>[],
  ][] = [
    ["no way out of the start", [], [], ["error MISSING_LINK start"]],
    [
      "an unreachable step",
      [says("a", "A"), says("b", "B")],
      ["start > a"],
      ["warning UNREACHABLE b"],
    ],
    ["an empty text", [says("a", "  ")], ["start > a"], ["error EMPTY_TEXT a"]],
    ["an over-long text", [says("a", "x".repeat(4097))], ["start > a"], ["error TEXT_TOO_LONG a"]],
    [
      "an over-long button",
      [
        initial("q", "buttons", { body: "Q", buttons: [{ id: "x", title: "x".repeat(21) }] }),
        says("a", "A"),
      ],
      ["start > q", "q/x > a"],
      ["error TEXT_TOO_LONG q"],
    ],
    [
      "too many buttons",
      [
        initial("q", "buttons", {
          body: "Q",
          buttons: ["a", "b", "c", "d"].map((id) => ({ id, title: id })),
        }),
        says("z", "Z"),
      ],
      ["start > q", ...["a", "b", "c", "d"].map((id) => `q/${id} > z`)],
      ["error TOO_MANY q"],
    ],
    [
      "an answer that leads nowhere",
      [initial("q", "buttons", { body: "Q" }), says("a", "A")],
      ["start > q", "q/yes > a"],
      ["error MISSING_LINK q"],
    ],
    [
      "a link to a step that is gone",
      [says("a", "A")],
      ["start > a", "a > gone"],
      ["error BROKEN_LINK a"],
    ],
    [
      "a link from an answer that is gone",
      [says("a", "A"), says("b", "B")],
      ["start > a", "a > b", "a/maybe > b"],
      ["error BROKEN_LINK a"],
    ],
    [
      "two links at one output",
      [says("a", "A"), says("b", "B")],
      ["start > a", "a > b", "start > b"],
      ["error TWO_LINKS start"],
    ],
    ["an unknown kind", [node("a", "teleport")], ["start > a"], ["error UNKNOWN_KIND a"]],
    [
      "an unknown variable",
      [says("a", "Hi {{nick}}")],
      ["start > a"],
      ["error UNKNOWN_VARIABLE a"],
    ],
    [
      "a secret in a message",
      [says("a", "{{secret.crm}}")],
      ["start > a"],
      ["error SECRET_NOT_ALLOWED a"],
    ],
    [
      "an unknown secret",
      [initial("a", "api", { url: "https://example.com/{{secret.none}}" })],
      ["start > a"],
      ["error UNKNOWN_SECRET a"],
    ],
    [
      "a bad JSONPath",
      [
        initial("a", "api", {
          url: "https://example.com",
          mapping: [{ path: "data.name", variable: "x" }],
        }),
      ],
      ["start > a"],
      ["error BAD_JSONPATH a"],
    ],
    [
      "a variable that shadows what is built in",
      [initial("a", "variable", { name: "contact", value: "x" })],
      ["start > a"],
      ["error BAD_VARIABLE_NAME a"],
    ],
    [
      "a loop that nothing leaves",
      [says("a", "A"), says("b", "B")],
      ["start > a", "a > b", "b > a"],
      ["error LOOP_WITHOUT_EXIT a"],
    ],
    [
      "a loop by a jump",
      [says("a", "A"), node("j", "jump", { nodeId: "a" })],
      ["start > a", "a > j"],
      ["error LOOP_WITHOUT_EXIT a"],
    ],
    [
      "a loop that never asks",
      [node("c", "condition", rule("contact.email")), says("a", "A"), says("z", "Z")],
      ["start > c", "c/no > a", "c/yes > z", "a > c"],
      ["warning LOOP_WITHOUT_ANSWER c"],
    ],
    [
      "a jump to a step that is gone",
      [node("j", "jump", { nodeId: "gone" })],
      ["start > j"],
      ["error BROKEN_LINK j"],
    ],
    [
      "a flow that calls itself",
      [node("s", "subflow", { flowId: SELF })],
      ["start > s"],
      ["error CYCLIC_CALL s"],
    ],
    [
      "a flow that another leads back to",
      [node("s", "subflow", { flowId: OTHER })],
      ["start > s"],
      ["error CYCLIC_CALL s"],
    ],
    [
      "a template that is not approved",
      [initial("t", "template", { name: "sale" })],
      ["start > t"],
      ["error TEMPLATE_NOT_APPROVED t"],
    ],
    [
      "free-form text after a day",
      [initial("d", "delay", { minutes: 1440 }), says("a", "Still there?")],
      ["start > d", "d > a"],
      ["warning OUTSIDE_WINDOW a"],
    ],
    [
      "a user who is gone",
      [initial("u", "assign", { to: "agent", agentId: OTHER })],
      ["start > u"],
      ["error UNKNOWN_AGENT u"],
    ],
    [
      "a second start",
      [node("s2", "start", { triggers: [] }), says("a", "A")],
      ["start > a", "s2 > a"],
      ["error SECOND_START s2"],
    ],
    [
      "a keyword trigger without words",
      [says("a", "A")],
      ["start > a"],
      ["error TOO_FEW start"],
      [{ kind: "keyword", words: [] }],
    ],
  ];

  const cases = faults.map(([fault, nodes, links, expected, triggers]) => ({
    fault,
    expected: expected.toSorted(),
    found: () => found(nodes, links, triggers).toSorted(),
  }));

  test.each(cases)("$fault", (one) => {
    expect(one.found()).toEqual(one.expected);
  });
});

describe("checking", () => {
  test("takes any rubbish without breaking, and no time over the largest flow", () => {
    const rubbish = Array.from({ length: 500 }, (_, i) =>
      node(`n${i}`, ["message", "buttons", "api", "jump", "?"][i % 5] ?? "", {
        parts: i % 2 ? 1 : [null],
        buttons: {},
        nodeId: `n${i - 1}`,
      }),
    );
    const links = rubbish.map((_, i) => `n${i} > n${(i * 7) % 500}`);

    expect(found(rubbish, links).length).toBeGreaterThan(100);
  });
});
