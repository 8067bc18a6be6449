import { describeContent } from "../../messages/content.ts";
import { MAX_DEPTH, type Failure, type Run, type RunStatus, step } from "../engine/step.ts";
import { overrun, paced, type Pace } from "../engine/limits.ts";
import type { Program } from "../engine/program.ts";
import { afterAct, type World } from "../engine/world.ts";
import type { Heard, OutboundContent, Signal } from "../node.ts";
import { fit, triggersOf } from "../triggers.ts";
import type { Expected } from "./expectations.ts";
import type { Script, ScriptLine, ScriptResult } from "./schema.ts";

/** Where a scripted conversation stands. */
export interface Stage {
  world: World;
  run: Run | null;
  status: RunStatus | "not_started" | "expired";
  error: (Failure & { nodeId: string }) | null;
  endLabel: string | null;
  expiresAt: Date | null;
  pace: Pace;
  line: number;
  chat: ScriptResult["chat"];
  steps: ScriptResult["steps"];
  failures: Expected[];
  /** Bot messages no expectation has claimed yet. */
  unclaimed: { text: string; index: number }[];
}
interface Cast {
  program: Program;
  nodes: Parameters<typeof triggersOf>[0];
  /** The published program of another flow. */
  findProgram: (flowId: string) => Promise<Program | undefined>;
}
const MINUTE_MS = 60_000;
const AT_REST: Pace = { steps: 0, minuteStartedAt: null, stepsInMinute: 0, unanswered: 0 };

/** Plays a conversation on a flow; nothing is sent, nothing is stored, and it falls out the same each time. */
export class Simulation {
  readonly stage: Stage;
  readonly #cast: Cast;
  readonly #script: Script;
  readonly #programs = new Map<string, Program>();
  readonly #answers = new Map<string, { status: number; body: string }[]>();

  constructor(cast: Cast, script: Script, world: World) {
    this.#cast = cast;
    this.#script = script;
    this.#programs.set(cast.program.versionId, cast.program);
    this.stage = {
      world,
      run: null,
      status: "not_started",
      error: null,
      endLabel: null,
      expiresAt: null,
      pace: AT_REST,
      line: -1,
      chat: [],
      steps: [],
      failures: [],
      unclaimed: [],
    };
    for (const line of script.lines) if (line.do === "answerRequest") this.#prepare(line);
  }

  #prepare({ nodeId, status, body }: Extract<ScriptLine, { do: "answerRequest" }>): void {
    this.#answers.set(nodeId, [...(this.#answers.get(nodeId) ?? []), { status, body }]);
  }

  async say(heard: Heard): Promise<void> {
    const { stage } = this;
    stage.chat.push({ from: "contact", line: stage.line, nodeId: null, content: { ...heard } });
    stage.unclaimed = [];
    stage.world = { ...stage.world, message: heard };
    stage.pace = { ...stage.pace, unanswered: 0 };
    if (stage.status === "waiting" && stage.run?.waiting?.for === "answer")
      await this.#go({ kind: "answer", message: heard });
    else if (stage.status !== "running" && stage.status !== "waiting") await this.start(heard);
  }

  /** Starts when the message is one the flow starts on, or when any is. */
  async start(heard: Heard | null): Promise<void> {
    const { program, nodes } = this.#cast;
    const occasion = { connectionId: "", message: heard, tag: null, daysSilent: null };
    const wanted =
      this.#script.start === "direct" ||
      triggersOf(nodes).some((one) => fit({ ...one, connectionIds: [] }, occasion) !== undefined);
    if (!wanted || program.startId === null) return;
    this.stage.run = {
      id: `script/${this.#script.seed}`,
      versionId: program.versionId,
      nodeId: program.startId,
      stack: [],
      variables: { ...program.initial, ...this.#script.variables },
      waiting: null,
      steps: 0,
    };
    this.stage.pace = AT_REST;
    this.stage.error = null;
    this.stage.status = "running";
    await this.#go(null);
  }

  async skip(minutes: number): Promise<void> {
    const { stage } = this;
    const target = stage.world.now.getTime() + minutes * MINUTE_MS;
    for (;;) {
      const until = stage.run?.waiting?.until;
      const due = until ? Date.parse(until) : Infinity;
      const expiry = stage.expiresAt?.getTime() ?? Infinity;
      const next = Math.min(due, expiry);
      if (stage.status !== "waiting" || next > target) break;
      stage.world = { ...stage.world, now: new Date(Math.max(next, stage.world.now.getTime())) };
      if (due <= expiry) await this.#go({ kind: "timeout" });
      else stage.status = "expired";
    }
    stage.world = { ...stage.world, now: new Date(target) };
  }

  async #go(first: Signal | null): Promise<void> {
    const { stage } = this;
    let signal = first;
    while (stage.run) {
      const before = stage.run;
      const done = step(this.#programs, before, signal, stage.world);
      signal = null;
      this.#record(before, done.record);
      for (const content of done.say) this.#hear(before.nodeId, content);
      for (const act of done.acts) {
        stage.world = afterAct(stage.world, act);
        stage.chat.push({
          from: "engine",
          line: stage.line,
          nodeId: before.nodeId,
          content: { ...act },
        });
      }
      stage.pace = paced(stage.pace, stage.world.now, done.say.length);
      stage.run = done.run;
      stage.status = done.status;
      stage.endLabel = done.endLabel;
      const error = done.error ?? overrun(stage.pace);
      if (error) return this.#fail(error, before.nodeId);
      if (done.enter !== null && !(await this.#enter(done.enter))) return;
      if (stage.status === "waiting") {
        if (stage.run.waiting?.for !== "call") return this.#expire();
        signal = this.#answer(stage.run.nodeId);
      } else if (stage.status !== "running") return;
    }
  }

  #expire(): void {
    const { run, world } = this.stage;
    const patience = this.#programs.get(run?.versionId ?? "")?.expireAfterMs ?? Infinity;
    this.stage.expiresAt =
      run?.waiting?.for === "answer" ? new Date(world.now.getTime() + patience) : null;
  }

  #fail(error: Failure, nodeId: string): void {
    this.stage.status = "failed";
    this.stage.error = { ...error, nodeId };
  }

  /** False when it came to an end there. */
  async #enter(flowId: string): Promise<boolean> {
    const { stage } = this;
    const { run } = stage;
    if (!run) return false;
    const program = await this.#cast.findProgram(flowId);
    if (!program || program.startId === null || run.stack.length >= MAX_DEPTH) {
      this.#fail(
        { code: "FLOW_NOT_CALLABLE", reason: "The flow to run is gone or too deep." },
        run.nodeId,
      );
      return false;
    }
    this.#programs.set(program.versionId, program);
    const { versionId, startId: nodeId } = program;
    const stack = [...run.stack, { versionId: run.versionId, nodeId: run.nodeId }];
    stage.run = {
      ...run,
      versionId,
      nodeId,
      stack,
      variables: { ...program.initial, ...run.variables },
    };
    return true;
  }

  #answer(nodeId: string): Signal {
    const given = this.#answers.get(nodeId)?.shift();
    const answer = given
      ? {
          ok: given.status >= 200 && given.status < 300,
          status: given.status,
          body: given.body,
          error: null,
        }
      : { ok: false, status: 0, body: "", error: "NOT_CALLED" };
    return { kind: "response", answer };
  }

  #hear(nodeId: string, content: OutboundContent): void {
    const { stage } = this;
    const text = describeContent(content) ?? "";
    stage.unclaimed.push({ text, index: stage.chat.length });
    stage.chat.push({ from: "bot", line: stage.line, nodeId, content });
  }

  #record(before: Run, record: ReturnType<typeof step>["record"]): void {
    const { versionId: _versionId, changes, ...rest } = record;
    this.stage.steps.push({
      ...rest,
      variablesBefore: before.variables,
      variablesAfter: { ...before.variables, ...changes },
      at: this.stage.world.now,
      durationMs: 0,
    });
  }
}
