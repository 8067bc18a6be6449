import { clock } from "../../lib/clock.ts";
import { findSettings } from "../engine/settings.ts";
import { programOf } from "../engine/programs.ts";
import { compile } from "../engine/program.ts";
import type { World } from "../engine/world.ts";
import type { FlowData } from "../graph.ts";
import type { Heard } from "../node.ts";
import { findFlow } from "../queries.ts";
import { unmet } from "./expectations.ts";
import type { Script, ScriptLine, ScriptResult } from "./schema.ts";
import { Simulation } from "./simulate.ts";

/** Plays a script on given content. */
export async function play(flowId: string, data: FlowData, script: Script): Promise<ScriptResult> {
  const program = compile(flowId, `draft/${flowId}`, data);
  const simulation = new Simulation(
    { program, nodes: data, findProgram: findPublished },
    script,
    await worldOf(flowId, script),
  );
  const { stage } = simulation;
  // Without a word of the contact a flow started directly begins by itself.
  const opening = script.lines.find((line) => line.do !== "answerRequest");
  if (script.start === "direct" && opening?.do !== "say") await simulation.start(null);
  for (const [i, line] of script.lines.entries()) {
    stage.line = i;
    if (line.do === "say") await simulation.say(heard(line, i));
    else if (line.do === "skip") await simulation.skip(line.minutes);
    const told = unmet(line, stage);
    if (told) stage.failures.push({ line: i, ...told });
  }
  const { run, status, endLabel, error, chat, steps, failures } = stage;
  return {
    status,
    nodeId: run?.nodeId ?? null,
    waitingFor: run?.waiting?.for ?? null,
    variables: run?.variables ?? {},
    endLabel,
    error,
    chat,
    steps,
    failures,
    passed: failures.length === 0 && status !== "failed",
  };
}

async function findPublished(flowId: string) {
  const found = await findFlow(flowId);
  const versionId = found?.flow.publishedVersionId;
  return versionId ? programOf(versionId) : undefined;
}

async function worldOf(flowId: string, { contact, now }: Script): Promise<World> {
  const { timezone, businessHours } = await findSettings();
  const { fields, tags, ...person } = contact;
  return {
    now: now === undefined ? clock.now() : new Date(now),
    timezone,
    businessHours,
    contact: { id: "simulated", ...person, tags, fields, isOptedIn: true },
    conversation: { id: "simulated", status: "open", assignedAgentId: null, tags: [] },
    message: null,
    flowId,
    trigger: { kind: "manual", value: null },
  };
}

function heard({ message }: Extract<ScriptLine, { do: "say" }>, line: number): Heard {
  const { type, text, replyId, latitude, longitude } = message;
  return {
    id: `line/${line}`,
    type,
    text,
    replyId: replyId ?? null,
    location: latitude === undefined || longitude === undefined ? null : { latitude, longitude },
    mediaUrl: type === "text" || type === "location" ? null : `simulated:${type}`,
    isFromAd: false,
    adId: null,
  };
}
