import { createHash } from "node:crypto";
import type { Act, Heard, HttpCall, OutboundContent, Outcome, Signal } from "../node.ts";
import type { Frame, Waiting } from "../tables.ts";
import type { Program, ProgramNode } from "./program.ts";
import { contextOf, type World } from "./world.ts";

/** A run between two steps. */
export interface Run {
  id: string;
  versionId: string;
  nodeId: string;
  stack: Frame[];
  variables: Record<string, unknown>;
  waiting: Waiting | null;
  steps: number;
}
export interface Failure {
  code: string;
  reason: string;
}
export type RunStatus = "running" | "waiting" | "completed" | "failed";
export interface Stepped {
  run: Run;
  status: RunStatus;
  say: OutboundContent[];
  acts: Act[];
  /** A flow to go through before this one goes on. */
  enter: string | null;
  endLabel: string | null;
  error: Failure | null;
  record: StepRecord;
}
export interface StepRecord {
  seq: number;
  flowId: string;
  versionId: string;
  nodeId: string;
  nodeType: string;
  cause: "enter" | Signal["kind"];
  input: Record<string, unknown> | null;
  output: string | null;
  result: Record<string, unknown>;
  changes: Record<string, unknown> | null;
  error: Failure | null;
}
export type Programs = ReadonlyMap<string, Program>;

const MAX_VARIABLES_BYTES = 64 * 1024;
export const MAX_DEPTH = 10;

/** Runs the node at hand, purely: what is to be sent or done stands in the answer. */
export function step(programs: Programs, run: Run, signal: Signal | null, world: World): Stepped {
  const program = programs.get(run.versionId);
  const node = program?.nodes.get(run.nodeId);
  if (!program || !node) return failed(run, signal, "NODE_GONE", "The step to run is gone.");
  if (!node.kind?.accepts(node.data))
    return failed(run, signal, "BAD_NODE", "The step is not filled in properly.", node, program);
  const ctx = contextOf(world, inside(run, node));
  const outcome = signal ? node.kind.resume(node.data, ctx, signal) : node.kind.run(node.data, ctx);
  return settle(programs, program, node, run, signal, outcome);
}

/** What a waiting node asks of the outside world. `secrets` makes the difference between the real request and the one to show. */
export function requestOf(
  programs: Programs,
  run: Run,
  world: World,
  secrets?: ReadonlyMap<string, string>,
): HttpCall | undefined {
  const node = programs.get(run.versionId)?.nodes.get(run.nodeId);
  if (!node?.kind?.accepts(node.data)) return undefined;
  const ctx = contextOf(world, { ...inside(run, node), ...(secrets ? { secrets } : {}) });
  return node.kind.request(node.data, ctx);
}

const inside = (run: Run, node: ProgramNode) => ({
  variables: run.variables,
  state: run.waiting?.state ?? {},
  chance: () => chance(`${run.id}/${node.id}/${run.steps}`),
});

/** The same for the same run and step: after a crash it must not fall out otherwise. */
const chance = (key: string): number =>
  createHash("sha256").update(key).digest().readUInt32BE(0) / 2 ** 32;

function settle(
  programs: Programs,
  program: Program,
  node: ProgramNode,
  before: Run,
  signal: Signal | null,
  outcome: Outcome,
): Stepped {
  const changes = outcome.set ?? {};
  const variables = { ...before.variables, ...changes };
  if (JSON.stringify(variables).length > MAX_VARIABLES_BYTES)
    return failed(
      before,
      signal,
      "VARIABLES_TOO_LARGE",
      "The variables hold more than 64 kB.",
      node,
      program,
    );
  const run: Run = { ...before, variables, waiting: null, steps: before.steps + 1 };
  const way = wayOn(programs, run, outcome);
  return {
    ...way,
    say: outcome.say ?? [],
    acts: outcome.acts ?? [],
    enter: outcome.enter ?? null,
    error: null,
    record: {
      ...recordOf(run, signal, node, program),
      output: outcome.go ?? null,
      result: {
        ...(outcome.say?.length ? { said: outcome.say } : {}),
        ...(outcome.acts?.length ? { acts: outcome.acts } : {}),
        ...(outcome.wait
          ? { waits: outcome.wait.for, until: outcome.wait.until?.toISOString() ?? null }
          : {}),
        ...outcome.told,
      },
      changes: outcome.set ?? null,
    },
  };
}

type Way = Pick<Stepped, "run" | "status" | "endLabel">;

function wayOn(programs: Programs, run: Run, outcome: Outcome): Way {
  if (outcome.wait) {
    const { for: what, until, state = {} } = outcome.wait;
    const waiting: Waiting = { for: what, until: until?.toISOString() ?? null, state };
    return { run: { ...run, waiting }, status: "waiting", endLabel: null };
  }
  if (outcome.enter !== undefined) return { run, status: "running", endLabel: null };
  if (outcome.jump !== undefined)
    return { run: { ...run, nodeId: outcome.jump }, status: "running", endLabel: null };
  const target =
    outcome.end || outcome.go === undefined
      ? undefined
      : programs.get(run.versionId)?.links.get(`${run.nodeId}/${outcome.go}`);
  if (target !== undefined)
    return { run: { ...run, nodeId: target }, status: "running", endLabel: null };
  const label = outcome.end?.label ?? "completed";
  return outcome.end?.all
    ? { run, status: "completed", endLabel: label }
    : back(programs, run, label);
}

/** Out of the flow: on in the one that called it, if any. */
export function back(programs: Programs, run: Run, label: string): Way {
  const stack = [...run.stack];
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const target = programs.get(frame.versionId)?.links.get(`${frame.nodeId}/next`);
    if (target === undefined) continue;
    const next = { ...run, versionId: frame.versionId, nodeId: target, stack };
    return { run: next, status: "running", endLabel: null };
  }
  return { run: { ...run, stack: [] }, status: "completed", endLabel: label };
}

function failed(
  run: Run,
  signal: Signal | null,
  code: string,
  reason: string,
  node?: ProgramNode,
  program?: Program,
): Stepped {
  const after = { ...run, waiting: null, steps: run.steps + 1 };
  const error = { code, reason };
  const record = {
    ...recordOf(after, signal, node, program),
    output: null,
    result: {},
    changes: null,
    error,
  };
  return {
    run: after,
    status: "failed",
    say: [],
    acts: [],
    enter: null,
    endLabel: null,
    error,
    record,
  };
}

const recordOf = (
  run: Run,
  signal: Signal | null,
  node?: ProgramNode,
  program?: Program,
): Omit<StepRecord, "output" | "result" | "changes"> => ({
  seq: run.steps,
  flowId: program?.flowId ?? "",
  versionId: run.versionId,
  nodeId: run.nodeId,
  nodeType: node?.type ?? "",
  cause: signal?.kind ?? "enter",
  input: inputOf(signal),
  error: null,
});

function inputOf(signal: Signal | null): Record<string, unknown> | null {
  if (signal?.kind === "answer") return { message: shown(signal.message) };
  if (signal?.kind !== "response") return null;
  const { ok, status, error, body } = signal.answer;
  return { ok, status, error, body: body.slice(0, 4000) };
}
const shown = ({ id, type, text, replyId, location, mediaUrl }: Heard) => ({
  id,
  type,
  text,
  replyId,
  location,
  mediaUrl,
});
