import { fieldsOf } from "../../../src/flows/check/form.ts";
import { outputsOf } from "../../../src/flows/check/graph.ts";
import type { Kind } from "../../../src/flows/check/types.ts";
import type { ApiReceived } from "../../api.ts";

/** A flow as it is edited. Never changed in place: history keeps earlier ones. */
export type Draft = ApiReceived<"getFlow">["flowData"];
export type DraftNode = Draft["nodes"][number];
export type DraftEdge = Draft["edges"][number];
export type Data = DraftNode["data"];
export interface Place {
  x: number;
  y: number;
}
export interface Output {
  source: string;
  sourceHandle: string;
}
type KindOf = (type: string) => Kind | undefined;

/** Short, and not yet used in the draft. */
export function freshId(prefix: string, taken: ReadonlySet<string>): string {
  for (;;) {
    const id = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
    if (!taken.has(id)) return id;
  }
}
export const idsOf = (draft: Draft): Set<string> =>
  new Set([
    ...draft.nodes.map(({ id }) => id),
    ...draft.annotations.map((one) => String(one["id"])),
  ]);

export const edgeId = ({ source, sourceHandle }: Output, target: string): string =>
  `${source}/${sourceHandle}-${target}`.slice(0, 200);

export const addNode = (draft: Draft, node: DraftNode, after?: Output): Draft => {
  const added = { ...draft, nodes: [...draft.nodes, node] };
  return after ? connect(added, after, node.id) : added;
};

/** An output has one link: a new one takes the old one's place. */
export function connect(draft: Draft, from: Output, target: string): Draft {
  const { source, sourceHandle } = from;
  const others = draft.edges.filter(
    (edge) => edge.source !== source || edge.sourceHandle !== sourceHandle,
  );
  const edge = { id: edgeId(from, target), source, sourceHandle, target };
  return { ...draft, edges: [...others, edge] };
}

/** Puts a new node into the middle of a link. */
export function insertInto(
  draft: Draft,
  edge: DraftEdge,
  node: DraftNode,
  exit: string | undefined,
): Draft {
  const added = addNode(draft, node, edge);
  return exit === undefined
    ? added
    : connect(added, { source: node.id, sourceHandle: exit }, edge.target);
}

/** Links of removed nodes go with them. */
export function remove(draft: Draft, gone: ReadonlySet<string>): Draft {
  return {
    ...draft,
    nodes: draft.nodes.filter(({ id }) => !gone.has(id)),
    edges: draft.edges.filter(
      ({ id, source, target }) => !gone.has(id) && !gone.has(source) && !gone.has(target),
    ),
    annotations: draft.annotations.filter((one) => !gone.has(String(one["id"]))),
  };
}

export function move(draft: Draft, places: ReadonlyMap<string, Place>): Draft {
  if (places.size === 0) return draft;
  return {
    ...draft,
    nodes: draft.nodes.map((node) => {
      const position = places.get(node.id);
      return position ? { ...node, position } : node;
    }),
    annotations: draft.annotations.map((one) => {
      const position = places.get(String(one["id"]));
      return position ? { ...one, position } : one;
    }),
  };
}

/** Links whose answer is gone go too. */
export function setData(draft: Draft, id: string, data: Data, kindOf: KindOf): Draft {
  const nodes = draft.nodes.map((node) => (node.id === id ? { ...node, data } : node));
  const changed = nodes.find((node) => node.id === id);
  const kind = changed && kindOf(changed.type);
  if (!changed || !kind) return { ...draft, nodes };
  const outputs = new Set(outputsOf(kind, changed).map((output) => output.id));
  const isKept = ({ source, sourceHandle }: DraftEdge) =>
    source !== id || outputs.has(sourceHandle);
  return {
    ...draft,
    nodes,
    edges: draft.edges.every(isKept) ? draft.edges : draft.edges.filter(isKept),
  };
}

export function setLabel(draft: Draft, id: string, label: string): Draft {
  return {
    ...draft,
    nodes: draft.nodes.map((node) => {
      if (node.id !== id) return node;
      const { label: _, ...rest } = node;
      return label === "" ? rest : { ...rest, label };
    }),
  };
}

/** Names the flow knows: declared ones and those some step saves into. */
export function variableNames(draft: Draft, kindOf: KindOf): string[] {
  const saved = draft.nodes.flatMap((node) =>
    fieldsOf(kindOf(node.type)?.form ?? {}, node.data)
      .filter(({ widget, value }) => widget === "variable" && value !== "")
      .map(({ value }) => value),
  );
  return [...new Set([...draft.variables.map(({ name }) => name), ...saved])].toSorted();
}
