import { z } from "zod";
import { route } from "../../lib/contract.ts";
import { ById, Done, Id, Instant, Name } from "../../lib/schema.ts";
import { FlowData } from "../graph.ts";
import { ExecutionStatus, FlowStep } from "../runs/schema.ts";

const Bag = z.record(z.string(), z.unknown());
const Message = z.object({
  type: z.enum(["text", "image", "video", "audio", "document", "location"]).default("text"),
  text: z.string().max(4096).default(""),
  /** Of a tapped button or list row. */
  replyId: z.string().max(256).optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
});
const nodeId = z.string().max(64);

/** One line of a scripted conversation. */
export const ScriptLine = z.discriminatedUnion("do", [
  z.object({ do: z.literal("say"), message: Message }),
  /** Lets time pass; waits and time-outs that fall into it happen. */
  z.object({ do: z.literal("skip"), minutes: z.number().min(0).max(1_000_000) }),
  /** What a request will be answered; without it, it fails. */
  z.object({
    do: z.literal("answerRequest"),
    nodeId,
    status: z.int().min(0).max(599).default(200),
    body: z.string().max(100_000).default("{}"),
  }),
  z.object({
    do: z.literal("expect"),
    match: z.enum(["equals", "contains", "starts"]).default("contains"),
    text: z.string().min(1).max(4096),
  }),
  z.object({ do: z.literal("expectNode"), nodeId }),
  z.object({ do: z.literal("expectVariable"), name: z.string().max(64), value: z.unknown() }),
  z.object({ do: z.literal("expectTag"), tag: z.string().max(60) }),
  z.object({ do: z.literal("expectEnd"), label: z.string().max(60).optional() }),
]);
export type ScriptLine = z.infer<typeof ScriptLine>;

export const Script = z.object({
  contact: z
    .object({
      name: z.string().max(255).default("Ana Example"),
      phone: z.string().max(40).default("+12025550100"),
      email: z.string().max(254).nullable().default(null),
      tags: z.array(z.string().max(60)).max(100).default([]),
      fields: Bag.default({}),
    })
    .prefault({}),
  /** `trigger`: the first message must be one the flow starts on; `direct`: any does. */
  start: z.enum(["trigger", "direct"]).default("direct"),
  now: z.iso.datetime().optional(),
  /** Decides splits. */
  seed: z.string().max(60).default("1"),
  variables: Bag.default({}),
  lines: z.array(ScriptLine).max(500).default([]),
});
export type Script = z.infer<typeof Script>;

export const ScriptResult = z.object({
  status: ExecutionStatus.or(z.literal("not_started")),
  nodeId: z.string().nullable(),
  waitingFor: z.enum(["answer", "time", "call"]).nullable(),
  variables: Bag,
  endLabel: z.string().nullable(),
  error: z.object({ code: z.string(), reason: z.string(), nodeId: z.string() }).nullable(),
  /** The chat: what the contact said and what would have been sent or done, with the line that caused it. */
  chat: z.array(
    z.object({
      from: z.enum(["contact", "bot", "engine"]),
      line: z.number().int(),
      nodeId: z.string().nullable(),
      content: Bag,
    }),
  ),
  steps: z.array(FlowStep),
  failures: z.array(z.object({ line: z.number().int(), expected: z.string(), actual: z.string() })),
  passed: z.boolean(),
});
export type ScriptResult = z.input<typeof ScriptResult>;

const FlowTest = z.object({
  id: Id,
  flowId: Id,
  name: z.string(),
  script: Script,
  updatedAt: Instant,
});

export const flowScriptsContract = {
  replayFlowExecution: route({
    method: "POST",
    path: "/flow-executions/:id/replay",
    summary: "Play a past run on the draft, sending nothing",
    permission: "flows.read",
    params: ById,
    out: ScriptResult,
  }),
  simulateFlow: route({
    method: "POST",
    path: "/flows/:id/test",
    summary:
      "Chat with the draft, or with given content, sending nothing; the whole conversation each time",
    permission: "flows.read",
    params: ById,
    body: z.object({ script: Script, flowData: FlowData.optional() }),
    out: ScriptResult,
  }),
  listFlowTests: route({
    method: "GET",
    path: "/flows/:id/tests",
    summary: "A flow's scripted conversations",
    permission: "flows.read",
    params: ById,
    out: z.object({ tests: z.array(FlowTest) }),
  }),
  addFlowTest: route({
    method: "POST",
    path: "/flows/:id/tests",
    summary: "Keep a scripted conversation with a flow",
    permission: "flows.write",
    params: ById,
    body: z.object({ name: Name, script: Script }),
    out: FlowTest,
    status: 201,
  }),
  removeFlowTest: route({
    method: "DELETE",
    path: "/flows/:id/tests/:testId",
    summary: "Remove a scripted conversation",
    permission: "flows.write",
    params: z.object({ id: Id, testId: Id }),
    out: Done,
  }),
  runFlowTests: route({
    method: "POST",
    path: "/flows/:id/tests/run",
    summary: "Play all scripted conversations on the draft",
    permission: "flows.read",
    params: ById,
    out: z.object({
      passed: z.boolean(),
      results: z.array(z.object({ testId: Id, name: z.string(), result: ScriptResult })),
    }),
  }),
};
