import { type Field, fieldsOf } from "./form.ts";
import type { Linked } from "./graph.ts";
import { parsePath } from "./json-path.ts";
import { BUILT_IN, referencesIn, rootOf } from "./references.ts";
import type { Graph, GraphNode, Problem, Surroundings } from "./types.ts";

interface Place extends Field {
  nodeId: string;
}

/** What the texts of the nodes refer to, and whether it is there. */
export function textProblems(graph: Graph, linked: Linked, around: Surroundings): Problem[] {
  const places = graph.nodes.flatMap((node) => placesOf(node, linked));
  const known = new Set([
    ...graph.variables.map(({ name }) => name),
    ...places.filter(({ widget }) => widget === "variable").map(({ value }) => value),
  ]);
  return [
    ...places.flatMap((place) => referenceProblems(place, known, around)),
    ...places.flatMap((place) => widgetProblems(place, linked, around)),
    ...graph.nodes.flatMap((node) => templateProblems(node, around)),
  ];
}

const placesOf = (node: GraphNode, { kindOf }: Linked): Place[] =>
  fieldsOf(kindOf(node)?.form ?? {}, node.data).map((field) => ({ ...field, nodeId: node.id }));

function referenceProblems(
  { nodeId, path, value, widget }: Place,
  known: ReadonlySet<string>,
  { secrets }: Surroundings,
): Problem[] {
  const paths =
    widget === "reference" && value !== "" ? [value] : referencesIn(value).map((one) => one.path);
  return paths.flatMap((name): Problem[] => {
    const root = rootOf(name);
    if (root === "secret") {
      const secret = name.slice("secret.".length);
      if (widget !== "sealed-text")
        return [
          problem(
            "error",
            "SECRET_NOT_ALLOWED",
            nodeId,
            path,
            "A secret may stand in requests only.",
          ),
        ];
      return secrets === undefined || secrets.includes(secret)
        ? []
        : [problem("error", "UNKNOWN_SECRET", nodeId, path, `There is no secret "${secret}".`)];
    }
    if (BUILT_IN.has(root) || known.has(root)) return [];
    return [
      problem("error", "UNKNOWN_VARIABLE", nodeId, path, `Nothing sets the variable "${root}".`),
    ];
  });
}

type Check = (
  value: string,
  linked: Linked,
  around: Surroundings,
) => [code: string, message: string] | undefined;

const VARIABLE_NAME = /^[\p{L}_][\p{L}\p{N}_]{0,63}$/u;

/** By widget: what a value must be. */
const CHECKS: Record<string, Check> = {
  variable: (value) =>
    VARIABLE_NAME.test(value) && !BUILT_IN.has(value)
      ? undefined
      : ["BAD_VARIABLE_NAME", `"${value}" cannot name a variable.`],
  jsonpath: (value) =>
    parsePath(value)
      ? undefined
      : ["BAD_JSONPATH", `"${value}" is not a path like $.data[0].name.`],
  regex: (value, _linked, { isRegex }) =>
    isRegex === undefined || isRegex(value)
      ? undefined
      : ["BAD_REGEX", `"${value}" is not a pattern that can be used.`],
  node: (value, { byId }) =>
    byId.has(value) ? undefined : ["BROKEN_LINK", "The step to go to is gone."],
  agent: (value, _linked, { agentIds }) =>
    agentIds === undefined || agentIds.includes(value)
      ? undefined
      : ["UNKNOWN_AGENT", "This user is gone."],
  media: (value, _linked, { mediaIds }) =>
    mediaIds === undefined || mediaIds.includes(value)
      ? undefined
      : ["UNKNOWN_MEDIA", "This file is gone."],
  flow: (value, _linked, around) => callProblem(value, around),
};

function widgetProblems(
  { nodeId, path, value, widget }: Place,
  linked: Linked,
  around: Surroundings,
): Problem[] {
  const found = value === "" ? undefined : CHECKS[widget]?.(value, linked, around);
  return found ? [problem("error", found[0], nodeId, path, found[1])] : [];
}

/** A flow that calls itself, by way of others too, would never end. */
function callProblem(
  target: string,
  { flows, flowId }: Surroundings,
): [string, string] | undefined {
  if (flowId !== undefined && target === flowId) return ["CYCLIC_CALL", "The flow calls itself."];
  if (flows === undefined) return undefined;
  const byId = new Map(flows.map((flow) => [flow.id, flow]));
  if (!byId.get(target)?.isPublished)
    return ["UNKNOWN_FLOW", "The flow to call is gone or not published."];
  const seen = new Set([target]);
  for (const id of seen) for (const next of byId.get(id)?.calls ?? []) seen.add(next);
  return flowId !== undefined && seen.has(flowId)
    ? ["CYCLIC_CALL", "The flow to call leads back to this one."]
    : undefined;
}

function templateProblems(node: GraphNode, { approvedTemplates }: Surroundings): Problem[] {
  const { name, language } = node.data;
  if (node.type !== "template" || approvedTemplates === undefined || typeof name !== "string")
    return [];
  if (approvedTemplates.some((one) => one.name === name && one.language === language)) return [];
  return [
    problem(
      "error",
      "TEMPLATE_NOT_APPROVED",
      node.id,
      "name",
      `The template "${name}" is not approved.`,
    ),
  ];
}

const problem = (
  severity: Problem["severity"],
  code: string,
  nodeId: string,
  path: string,
  message: string,
): Problem => ({ code, severity, nodeId, path, message });
