import { fieldsOf } from "../../../src/flows/check/form.ts";
import type { Kind } from "../../../src/flows/check/types.ts";
import { isRecord } from "../../lib/record.ts";
import {
  type Draft,
  type DraftEdge,
  type DraftNode,
  type Place,
  edgeId,
  freshId,
  idsOf,
} from "./draft.ts";

const FORMAT = "whatscrm.flow-steps";

export interface Clip {
  format: typeof FORMAT;
  nodes: DraftNode[];
  edges: DraftEdge[];
  annotations: Draft["annotations"];
}
type KindOf = (type: string) => Kind | undefined;

/** What is chosen, with the links inside it. The start stays where it is: a flow has one. */
export function cut(draft: Draft, chosen: ReadonlySet<string>, kindOf: KindOf): Clip {
  const nodes = draft.nodes.filter(
    ({ id, type }) => chosen.has(id) && kindOf(type)?.role !== "start",
  );
  const inside = new Set(nodes.map(({ id }) => id));
  return {
    format: FORMAT,
    nodes,
    edges: draft.edges.filter(({ source, target }) => inside.has(source) && inside.has(target)),
    annotations: draft.annotations.filter((one) => chosen.has(String(one["id"]))),
  };
}
export const isEmptyClip = ({ nodes, annotations }: Clip): boolean =>
  nodes.length + annotations.length === 0;

const placeOf = (value: unknown): Place => {
  const { x, y } = isRecord(value) ? value : {};
  return { x: typeof x === "number" ? x : 0, y: typeof y === "number" ? y : 0 };
};
const readNode = (value: unknown): DraftNode[] => {
  if (!isRecord(value)) return [];
  const { id, type, position, data, label } = value;
  if (typeof id !== "string" || typeof type !== "string") return [];
  const node = { id, type, position: placeOf(position), data: isRecord(data) ? data : {} };
  return [typeof label === "string" ? { ...node, label } : node];
};
const readEdge = (value: unknown): DraftEdge[] => {
  if (!isRecord(value)) return [];
  const { id, source, target, sourceHandle } = value;
  if (typeof source !== "string" || typeof target !== "string") return [];
  const handle = typeof sourceHandle === "string" ? sourceHandle : "next";
  return [{ id: typeof id === "string" ? id : "", source, target, sourceHandle: handle }];
};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Undefined when the text is something else. */
export function readClip(text: string): Clip | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value["format"] !== FORMAT) return undefined;
  return {
    format: FORMAT,
    nodes: listOf(value["nodes"]).flatMap(readNode),
    edges: listOf(value["edges"]).flatMap(readEdge),
    annotations: listOf(value["annotations"]).filter(isRecord),
  };
}

/** The clip's upper left corner. */
export function cornerOf({ nodes, annotations }: Clip): Place {
  const places = [
    ...nodes.map(({ position }) => position),
    ...annotations.map((one) => placeOf(one["position"])),
  ];
  return {
    x: Math.min(...places.map(({ x }) => x)),
    y: Math.min(...places.map(({ y }) => y)),
  };
}

export interface Pasted {
  draft: Draft;
  ids: string[];
}

/** Adds copies under new ids, moved by `by`; links and jumps inside the clip lead to the copies. */
export function paste(draft: Draft, clip: Clip, by: Place, kindOf: KindOf): Pasted {
  const taken = idsOf(draft);
  const renamed = new Map<string, string>();
  const rename = (id: string, prefix: string): string => {
    const fresh = freshId(prefix, taken);
    taken.add(fresh);
    renamed.set(id, fresh);
    return fresh;
  };
  const shifted = ({ x, y }: Place): Place => ({ x: x + by.x, y: y + by.y });
  const placed = clip.nodes.map((node) => ({
    ...node,
    id: rename(node.id, node.type),
    position: shifted(node.position),
  }));
  const annotations = clip.annotations.map((one) => ({
    ...one,
    id: rename(String(one["id"]), one["kind"] === "group" ? "group" : "note"),
    position: shifted(placeOf(one["position"])),
  }));
  const edges = clip.edges.flatMap(({ source, target, sourceHandle }) => {
    const [from, to] = [renamed.get(source), renamed.get(target)];
    if (from === undefined || to === undefined) return [];
    return [
      { id: edgeId({ source: from, sourceHandle }, to), source: from, target: to, sourceHandle },
    ];
  });
  const nodes = placed.map((node) => redirect(node, renamed, kindOf(node.type)));
  return {
    draft: {
      ...draft,
      nodes: [...draft.nodes, ...nodes],
      edges: [...draft.edges, ...edges],
      annotations: [...draft.annotations, ...annotations],
    },
    ids: [...renamed.values()],
  };
}

function redirect(
  node: DraftNode,
  renamed: ReadonlyMap<string, string>,
  kind: Kind | undefined,
): DraftNode {
  const fields = kind ? fieldsOf(kind.form, node.data) : [];
  const data = { ...node.data };
  for (const { widget, path, value } of fields) {
    const to = renamed.get(value);
    if (widget === "node" && to !== undefined && path in data) data[path] = to;
  }
  return { ...node, data };
}
