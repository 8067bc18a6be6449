import { problemsOf } from "./check/problems.ts";
import type { Problem, Surroundings } from "./check/types.ts";
import type { FlowData } from "./graph.ts";
import { nodeDescriptions, findKind } from "./nodes/registry.ts";
import { type FlowWithVersion, listAgentIds, listPublished } from "./queries.ts";
import { isRegex } from "./regex.ts";
import { listSecretRows } from "./secret-queries.ts";
import { folded, triggersOf } from "./triggers.ts";
import type { Trigger } from "./trigger.ts";

/** Everything wrong with a flow as it would be published, quarrels with other flows included. */
export async function allProblems(flowId: string, data: FlowData): Promise<Problem[]> {
  const others = (await listPublished()).filter(({ flow }) => flow.id !== flowId);
  const around = await surroundings(flowId, others);
  return [...problemsOf(data, around), ...conflicts(data, others)];
}

async function surroundings(flowId: string, others: FlowWithVersion[]): Promise<Surroundings> {
  const secrets = await listSecretRows();
  return {
    kinds: nodeDescriptions,
    secrets: secrets.map(({ name }) => name),
    agentIds: await listAgentIds(),
    flows: others.map(({ flow, published }) => ({
      id: flow.id,
      isPublished: published !== null,
      calls: published ? callsOf(published.data) : [],
    })),
    flowId,
    isRegex,
  };
}

/** Flows this one runs. */
function callsOf({ nodes }: Pick<FlowData, "nodes">): string[] {
  return nodes.flatMap(({ type, data }) => {
    const fields = findKind(type)?.description.form.properties ?? {};
    return Object.entries(fields).flatMap(([name, { widget }]) => {
      const value = data[name];
      return widget === "flow" && typeof value === "string" ? [value] : [];
    });
  });
}

/** What two triggers would both want. */
function wants(trigger: Trigger): string[] {
  switch (trigger.kind) {
    case "keyword":
      return trigger.words.map((word) => `keyword ${trigger.match} ${folded(word) || word}`);
    case "button":
      return [`button ${trigger.payload}`];
    case "tag":
      return [`tag ${folded(trigger.tag)}`];
    case "ad_referral":
      return [`ad ${trigger.adId}`];
    case "welcome":
    case "any_message":
      return [trigger.kind];
    default:
      return [];
  }
}

function conflicts(data: FlowData, others: FlowWithVersion[]): Problem[] {
  const start = data.nodes.find(({ type }) => findKind(type)?.description.role === "start");
  const own = new Set(triggersOf(data).flatMap(wants));
  return others
    .filter(({ flow }) => flow.status === "active")
    .flatMap(({ flow, published }) => {
      const theirs = published ? triggersOf(published.data).flatMap(wants) : [];
      const both = theirs.find((one) => own.has(one));
      if (both === undefined) return [];
      return [
        {
          code: "TRIGGER_CONFLICT",
          severity: "warning" as const,
          nodeId: start?.id ?? null,
          path: "triggers",
          message: `"${flow.name}" starts on the same (${both}); the flow with the higher priority wins.`,
        },
      ];
    });
}
