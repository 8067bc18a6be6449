import { currentTenantId, transaction } from "../../db/index.ts";
import { AppError } from "../../lib/app-error.ts";
import { clock } from "../../lib/clock.ts";
import { findMessageRow } from "../../messages/queries.ts";
import type { Heard, Signal } from "../node.ts";
import { findFlow } from "../queries.ts";
import { type Chat, findChat, insertSteps, type RunRow, setRun } from "../run-queries.ts";
import type { StartedBy } from "../tables.ts";
import { perform, say } from "./acts.ts";
import { toHeard } from "./heard.ts";
import { overrun, type Pace, paced } from "./limits.ts";
import { programOf } from "./programs.ts";
import type { Program } from "./program.ts";
import { findSettings } from "./settings.ts";
import { type Failure, MAX_DEPTH, type Run, type RunStatus, step, type Stepped } from "./step.ts";
import { callOut, forgetWake, wakeAt } from "./wake.ts";
import { afterAct, type World } from "./world.ts";

/** Steps that commit together; each in a savepoint of its own, so that one which fails takes none before it along. */
const STEPS_AT_ONCE = 25;

export type LiveRun = RunRow;
type StepInsert = Parameters<typeof insertSteps>[0][number];

/** What is collected on the way through some steps. */
interface Journey {
  row: LiveRun;
  run: Run;
  world: World;
  programs: Map<string, Program>;
  pace: Pace;
  status: Stepped["status"];
  endLabel: string | null;
  error: (Failure & { nodeId: string }) | null;
  records: StepInsert[];
}

/** Takes a run some steps further, inside the caller's transaction. */
export async function goOn(
  row: LiveRun,
  signal: Signal | null,
  known: Partial<Known> = {},
): Promise<RunStatus> {
  const chat = known.chat ?? (await findChat(row.conversationId));
  if (!chat) return "completed";
  const world = await worldOf(row, chat, signal, known.heard);
  const journey = await begin(row, world, signal);
  let cause = signal;
  for (let n = 0; n < STEPS_AT_ONCE && (n === 0 || journey.status === "running"); n++) {
    await takeStep(journey, cause);
    cause = null;
  }
  await keep(journey, signal);
  return journey.status;
}

/** What the caller has read already. */
interface Known {
  chat: Chat;
  heard: Heard | null;
}

async function begin(row: LiveRun, world: World, signal: Signal | null): Promise<Journey> {
  const programs = new Map<string, Program>();
  for (const id of [row.versionId, ...row.stack.map(({ versionId }) => versionId)]) {
    const program = await programOf(id);
    if (program) programs.set(id, program);
  }
  return {
    row,
    run: toRun(row),
    world,
    programs,
    pace: signal?.kind === "answer" ? { ...row, unanswered: 0 } : { ...row },
    status: "running",
    endLabel: null,
    error: null,
    records: [],
  };
}

export const toRun = ({
  id,
  versionId,
  nodeId,
  stack,
  variables,
  waiting,
  steps,
}: LiveRun): Run => ({
  id,
  versionId,
  nodeId,
  stack,
  variables,
  waiting,
  steps,
});

export async function worldOf(
  { flowId, messageId, startedBy }: Pick<LiveRun, "flowId" | "messageId" | "startedBy">,
  { conversation, contact }: Chat,
  signal: Signal | null,
  heard?: Heard | null,
): Promise<World> {
  const { timezone, businessHours } = await findSettings();
  const last =
    messageId === null || heard !== undefined || signal?.kind === "answer"
      ? undefined
      : await findMessageRow(messageId);
  const own = contact.customFields["timezone"];
  return {
    now: clock.now(),
    timezone: typeof own === "string" ? own : timezone,
    businessHours,
    contact: {
      id: contact.id,
      name: contact.name,
      phone: contact.phoneNumber,
      email: contact.email,
      tags: contact.tags,
      fields: contact.customFields,
      isOptedIn: contact.marketingOptedOutAt === null,
    },
    conversation: {
      id: conversation.id,
      status: conversation.status,
      assignedAgentId: conversation.assignedAgentId,
      tags: conversation.tags,
    },
    message: signal?.kind === "answer" ? signal.message : last ? toHeard(last) : (heard ?? null),
    flowId,
    trigger: triggerOf(startedBy),
  };
}
const triggerOf = ({ kind, value }: StartedBy) => ({ kind, value: value ?? null });

async function takeStep(journey: Journey, signal: Signal | null): Promise<void> {
  const startedAt = performance.now();
  const at = clock.now();
  const { nodeId } = journey.run;
  const done = step(journey.programs, journey.run, signal, journey.world);
  const error = done.error ?? (await attempt(journey, done));
  journey.pace = paced(journey.pace, at, done.say.length);
  const over = error ?? overrun(journey.pace);
  journey.records.push({
    ...done.record,
    executionId: journey.row.id,
    flowId: done.record.flowId || journey.row.flowId,
    output: over ? null : done.record.output,
    error: over ?? null,
    at,
    durationMs: Math.round(performance.now() - startedAt),
  });
  journey.run = done.run;
  journey.endLabel = done.endLabel;
  journey.status = over ? "failed" : done.status;
  if (over) journey.error = { ...over, nodeId };
}

/** Sends and does what the node wants; what is declined on purpose ends the run, with all of this step undone. */
async function attempt(journey: Journey, done: Stepped): Promise<Failure | null> {
  if (done.say.length === 0 && done.acts.length === 0 && done.enter === null) return null;
  const before = journey.world;
  try {
    await transaction(() => carryOut(journey, done));
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    journey.world = before;
    return { code: error.code, reason: error.message };
  }
}

async function carryOut(journey: Journey, done: Stepped): Promise<void> {
  const { row } = journey;
  const place = { conversationId: row.conversationId, contactId: journey.world.contact.id };
  const origin = { executionId: row.id, flowId: row.flowId, nodeId: done.record.nodeId };
  for (const content of done.say) await say(content, place, origin);
  for (const act of done.acts) {
    await perform(act, place);
    journey.world = afterAct(journey.world, act);
  }
  if (done.enter !== null) done.run = await entered(journey, done.run, done.enter);
}

async function entered({ programs }: Journey, run: Run, flowId: string): Promise<Run> {
  const found = await findFlow(flowId);
  const versionId = found?.flow.status === "active" ? found.flow.publishedVersionId : null;
  const program = versionId === null ? undefined : await programOf(versionId);
  if (!program || program.startId === null || run.stack.length >= MAX_DEPTH) {
    throw new AppError("conflict", "FLOW_NOT_CALLABLE", {
      message: "The flow to run is switched off, gone, or too deep in others.",
    });
  }
  programs.set(program.versionId, program);
  return {
    ...run,
    versionId: program.versionId,
    nodeId: program.startId,
    stack: [...run.stack, { versionId: run.versionId, nodeId: run.nodeId }],
    variables: { ...program.initial, ...run.variables },
  };
}

/** All of it in one write, over what was read or not at all. */
async function keep(journey: Journey, signal: Signal | null): Promise<void> {
  const { row, run, status, pace } = journey;
  const isOver = status === "completed" || status === "failed";
  const due = status === "waiting" ? dueAt(journey) : null;
  await insertSteps(journey.records);
  const kept = await setRun(row, {
    versionId: run.versionId,
    nodeId: run.nodeId,
    stack: run.stack,
    variables: run.variables,
    waiting: run.waiting,
    wakeAt: due,
    status,
    ...(signal?.kind === "answer" ? { messageId: signal.message.id } : {}),
    steps: run.steps,
    minuteStartedAt: pace.minuteStartedAt,
    stepsInMinute: pace.stepsInMinute,
    unanswered: pace.unanswered,
    endLabel: isOver ? (journey.endLabel ?? journey.error?.code ?? null) : null,
    error: journey.error,
    ...(isOver ? { activeKey: null, endedAt: clock.now() } : {}),
  });
  if (!kept) throw new Error(`run ${row.id} of ${currentTenantId()} moved on meanwhile`);
  if (row.wakeAt !== null && signal?.kind !== "timeout") await forgetWake(row);
  if (run.waiting?.for === "call" && status === "waiting") await callOut(run);
  if (due) await wakeAt(run, row.conversationId, due);
}

/** When the node's patience ends, or the flow's. */
function dueAt({ run, programs, world }: Journey): Date | null {
  const { waiting } = run;
  if (waiting === null || waiting.for === "call") return null;
  const until = waiting.until === null ? undefined : new Date(waiting.until);
  if (waiting.for === "time") return until ?? null;
  const expiry = new Date(world.now.getTime() + (programs.get(run.versionId)?.expireAfterMs ?? 0));
  return until && until < expiry ? until : expiry;
}
