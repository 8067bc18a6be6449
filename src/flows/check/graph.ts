import { fieldsOf } from "./form.ts";
import type { Graph, GraphNode, Kind, Output } from "./types.ts";

/** A flow with its kinds looked up and its links followed. */
export interface Linked {
  byId: ReadonlyMap<string, GraphNode>;
  kindOf: (node: GraphNode) => Kind | undefined;
  /** Where a node may lead, by links and by jumps. */
  targets: (nodeId: string) => readonly string[];
  hasLink: (nodeId: string, output: string) => boolean;
}

export function link(graph: Graph, kinds: readonly Kind[]): Linked {
  const byType = new Map(kinds.map((kind) => [kind.type, kind]));
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const out = new Map<string, string[]>();
  const linked = new Set<string>();
  const add = (from: string, to: string): void => {
    if (byId.has(to)) out.set(from, [...(out.get(from) ?? []), to]);
  };
  const kindOf = (node: GraphNode): Kind | undefined => byType.get(node.type);
  for (const { source, target, sourceHandle } of graph.edges) {
    const node = byId.get(source);
    const kind = node && kindOf(node);
    if (!node || !kind || !byId.has(target)) continue;
    if (!outputsOf(kind, node).some(({ id }) => id === sourceHandle)) continue;
    add(source, target);
    linked.add(`${source}/${sourceHandle}`);
  }
  for (const node of graph.nodes)
    for (const target of jumpsOf(node, kindOf(node))) add(node.id, target);
  return {
    byId,
    kindOf,
    targets: (nodeId) => out.get(nodeId) ?? [],
    hasLink: (nodeId, output) => linked.has(`${nodeId}/${output}`),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const asLabel = (value: unknown): string => (typeof value === "string" ? value : "");

/** The outputs a node has with the data it holds. */
export function outputsOf(kind: Kind, node: Pick<GraphNode, "data">): Output[] {
  const { branches } = kind;
  if (!branches) return [...kind.outputs];
  const list = node.data[branches.from];
  const own = (Array.isArray(list) ? list : []).flatMap((item): Output[] => {
    if (!isRecord(item) || typeof item[branches.id] !== "string") return [];
    return [
      { id: String(item[branches.id]), label: asLabel(item[branches.label]), optional: false },
    ];
  });
  return [...own, ...kind.outputs];
}

export const jumpsOf = (node: GraphNode, kind: Kind | undefined): string[] =>
  kind
    ? fieldsOf(kind.form, node.data)
        .filter(({ widget, value }) => widget === "node" && value !== "")
        .map(({ value }) => value)
    : [];

export function reachable(from: readonly string[], { targets }: Linked): Set<string> {
  const seen = new Set(from);
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const target of targets(id)) {
      if (!seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return seen;
}

/** Groups of nodes that can be gone round for ever (Tarjan, without recursion: flows may be long). */
export function loops(ids: Iterable<string>, { targets }: Linked): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  for (const root of ids) {
    if (order.has(root)) continue;
    const work: { id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const { id } = frame;
      if (frame.next === 0 && !order.has(id)) {
        order.set(id, order.size);
        low.set(id, order.size - 1);
        open.push(id);
        isOpen.add(id);
      }
      const target = targets(id)[frame.next++];
      if (target !== undefined) {
        if (!order.has(target)) work.push({ id: target, next: 0 });
        else if (isOpen.has(target))
          low.set(id, Math.min(low.get(id) ?? 0, order.get(target) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low.set(parent.id, Math.min(low.get(parent.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) !== order.get(id)) continue;
      const group = open.splice(open.indexOf(id));
      for (const one of group) isOpen.delete(one);
      if (group.length > 1 || targets(id).includes(id)) found.push(group);
    }
  }
  return found;
}
