import { describe, expect, test } from "bun:test";
import { nodeDescriptions, findKind } from "../nodes/registry.ts";
import { problemsOf } from "../check/problems.ts";
import { outputsOf } from "../check/graph.ts";
import type { Heard } from "../node.ts";
import { FlowData } from "../graph.ts";
import { Script } from "../scripts/schema.ts";
import { Simulation } from "../scripts/simulate.ts";
import { MAX_STEPS, MAX_UNANSWERED } from "./limits.ts";
import { compile } from "./program.ts";
import type { World } from "./world.ts";

/** A small generator of numbers that a seed decides (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const filled: Record<string, Record<string, unknown>> = {
  message: { parts: [{ kind: "text", text: "Hi {{contact.name}} {{n|none}}" }] },
  buttons: { body: "Choose" },
  list: { body: "Choose" },
  capture: { question: "Well?", saveTo: "n" },
  variable: { name: "n", operation: "add", value: "1" },
  field: { name: "city", value: "{{n}}" },
  note: { text: "Note {{message.text}}" },
  api: { url: "https://example.com/{{n}}", mapping: [{ path: "$.a", variable: "n" }] },
  webhook: { url: "https://example.com" },
  template: { name: "welcome" },
  delay: { minutes: 3 },
};

function randomFlow(pick: (below: number) => number): FlowData {
  const kinds = nodeDescriptions.filter(({ role, type }) => role !== "start" && type !== "subflow");
  const size = 2 + pick(15);
  const ids = Array.from({ length: size }, (_, i) => `n${i}`);
  const anyId = (): string => ids[pick(size)] ?? "n0";
  const nodes = ids.map((id) => {
    const kind = kinds[pick(kinds.length)];
    const data = {
      ...kind?.initial,
      ...filled[kind?.type ?? ""],
      ...(kind?.type === "jump" ? { nodeId: anyId() } : {}),
    };
    return { id, type: kind?.type ?? "end", data, position: { x: 0, y: 0 } };
  });
  const start = { id: "start", type: "start", data: { triggers: [] }, position: { x: 0, y: 0 } };
  const edges = [start, ...nodes].flatMap((node) => {
    const kind = findKind(node.type)?.description;
    return (kind ? outputsOf(kind, node) : []).flatMap(({ id }) =>
      // Some outputs stay open.
      pick(6) === 0 && node.id !== "start"
        ? []
        : [{ id: `${node.id}/${id}`, source: node.id, sourceHandle: id, target: anyId() }],
    );
  });
  return FlowData.parse({ nodes: [start, ...nodes], edges });
}

const world: World = {
  now: new Date("2026-11-23T10:00:00Z"),
  timezone: "Europe/Berlin",
  businessHours: { 1: [["09:00", "17:00"]] },
  contact: {
    id: "c",
    name: "Ana",
    phone: "+1",
    email: null,
    tags: [],
    fields: {},
    isOptedIn: true,
  },
  conversation: { id: "v", status: "open", assignedAgentId: null, tags: [] },
  message: null,
  flowId: "f",
  trigger: { kind: "manual", value: null },
};
const heard = (text: string, i: number): Heard => ({
  id: `m${i}`,
  type: "text",
  text,
  replyId: null,
  location: null,
  mediaUrl: null,
  isFromAd: false,
  adId: null,
});
const WORDS = [
  "yes",
  "no",
  "1",
  "2",
  "42",
  "ana@example.com",
  "2026-12-24",
  "",
  "{{secret.x}}",
  "😀".repeat(50),
];

async function chat(data: FlowData, pick: (below: number) => number): Promise<Simulation> {
  const program = compile("f", "v", data);
  const cast = { program, nodes: data, findProgram: async () => undefined };
  const simulation = new Simulation(cast, Script.parse({}), world);
  for (let i = 0; i < 5; i++) {
    if (pick(4) === 0) await simulation.skip(pick(3000));
    await simulation.say(heard(WORDS[pick(WORDS.length)] ?? "", i));
  }
  return simulation;
}

describe("any flow at all", () => {
  test("comes to rest within its bounds, whatever is said, and falls out the same again", async () => {
    const endings = new Map<string, number>();
    for (let seed = 1; seed <= 100; seed++) {
      const data = randomFlow(numbers(seed));
      const first = await chat(data, numbers(seed * 7));
      const again = await chat(data, numbers(seed * 7));

      const { status, pace, run, error, chat: said } = first.stage;
      expect(["waiting", "completed", "failed", "expired"]).toContain(status);
      expect(pace.steps).toBeLessThanOrEqual(MAX_STEPS + 1);
      expect(pace.unanswered).toBeLessThanOrEqual(MAX_UNANSWERED + 5);
      if (status === "failed") expect(error).not.toBeNull();
      if (status === "waiting") expect(run?.waiting).not.toBeNull();
      expect(JSON.stringify(said)).not.toContain("undefined");
      expect(JSON.stringify(again.stage.chat) === JSON.stringify(said)).toBe(true);
      endings.set(status, (endings.get(status) ?? 0) + 1);
    }
    // The generator makes flows worth the name.
    expect(endings.size).toBeGreaterThanOrEqual(3);
  });

  test("that goes round for ever is found before it runs", async () => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const data = randomFlow(numbers(seed));
      const problems = problemsOf(data, { kinds: nodeDescriptions });
      const { stage } = await chat(data, numbers(seed * 7));
      if (stage.error?.code !== "TOO_FAST" && stage.error?.code !== "TOO_MANY_STEPS") continue;

      const loops = problems.filter(({ code }) => code.startsWith("LOOP_"));
      expect([seed, loops.length > 0]).toEqual([seed, true]);
      found++;
    }
    expect(found).toBeGreaterThan(0);
  });
});
