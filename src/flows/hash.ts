import { sha256 } from "../lib/crypto.ts";
import type { FlowData } from "./graph.ts";

/** Of what the engine does, not of where nodes stand on the canvas. */
export function hashOf(data: FlowData): string {
  const { nodes, edges, variables, settings } = data;
  const content = {
    nodes: nodes
      .map(({ id, type, data: held, label }) => ({ id, type, held, label }))
      .toSorted(byId),
    edges: edges
      .map(({ source, sourceHandle, target }) => ({ id: `${source}/${sourceHandle}`, target }))
      .toSorted(byId),
    variables,
    settings,
  };
  return sha256(canonical(content));
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

/** JSON with sorted keys: databases and browsers reorder them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
