import type { Edge, Node } from "reactflow";
import { isRecord } from "../../lib/record.ts";
import type { Draft, DraftNode, Place } from "../graph/draft.ts";

export type StepNode = Node<{ step: DraftNode }, "step">;
export type Remark = Record<string, unknown>;
export type NoteNode = Node<{ remark: Remark }, "remark">;
export type FrameNode = Node<{ remark: Remark }, "frame">;
export type CanvasNode = StepNode | NoteNode | FrameNode;

const placeOf = (value: unknown): Place => {
  const { x, y } = isRecord(value) ? value : {};
  return { x: typeof x === "number" ? x : 0, y: typeof y === "number" ? y : 0 };
};
const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

export const textOf = (remark: Remark): string => {
  const { text } = remark;
  return typeof text === "string" ? text : "";
};

/** What the canvas draws. What did not change stays the same object, so it is not drawn again. */
export function canvasNodes(
  draft: Draft,
  before: readonly CanvasNode[],
  chosen: ReadonlySet<string>,
  writes: boolean,
): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const remarks = draft.annotations.map((remark) => {
    const node = remarkNode(remark, chosen, writes);
    const old = known.get(node.id);
    if (!old || old.type === "step" || old.type !== node.type) return node;
    return old.data.remark === remark && old.selected === node.selected
      ? old
      : { ...node, ...(old.measured && { measured: old.measured }) };
  });
  const steps = draft.nodes.map((step): StepNode => {
    const old = known.get(step.id);
    const selected = chosen.has(step.id);
    if (old?.type !== "step")
      return { id: step.id, type: "step", position: step.position, data: { step }, selected };
    const isSame = old.data.step === step;
    if (isSame && samePlace(old.position, step.position) && old.selected === selected) return old;
    const { dragging: _, ...rest } = old;
    return { ...rest, position: step.position, data: isSame ? old.data : { step }, selected };
  });
  return [...remarks, ...steps];
}

function remarkNode(
  remark: Remark,
  chosen: ReadonlySet<string>,
  writes: boolean,
): NoteNode | FrameNode {
  const isFrame = remark["kind"] === "group";
  const id = String(remark["id"]);
  const common = {
    id,
    position: placeOf(remark["position"]),
    data: { remark },
    width: numberOf(remark["width"], isFrame ? 520 : 220),
    height: numberOf(remark["height"], isFrame ? 320 : 120),
    selected: chosen.has(id),
    connectable: false,
    draggable: writes,
  };
  return isFrame ? { ...common, type: "frame", zIndex: -1 } : { ...common, type: "remark" };
}

const samePlace = (a: Place, b: Place): boolean => a.x === b.x && a.y === b.y;

export type FlowEdge = Edge<Record<string, never>, "flow">;

export function canvasEdges(
  draft: Draft,
  before: readonly FlowEdge[],
  chosen: ReadonlySet<string>,
): FlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return draft.edges.map((edge): FlowEdge => {
    const { id, source, target, sourceHandle } = edge;
    const old = known.get(id);
    const selected = chosen.has(id);
    if (old && old.target === target && old.selected === selected) return old;
    return { id, source, target, sourceHandle, type: "flow", selected, data: {} };
  });
}

/** Steps and notes that lie wholly inside a frame move with it. */
export function insideOf(frame: CanvasNode, nodes: readonly CanvasNode[]): string[] {
  const { position, width = 0, height = 0 } = frame;
  return nodes
    .filter((node) => {
      const { width: w = 236, height: h = 96 } = node.measured ?? {};
      return (
        node.id !== frame.id &&
        node.position.x >= position.x &&
        node.position.y >= position.y &&
        node.position.x + w <= position.x + width &&
        node.position.y + h <= position.y + height
      );
    })
    .map(({ id }) => id);
}
