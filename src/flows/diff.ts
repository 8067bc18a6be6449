import type { FlowData } from "./graph.ts";
import { canonical } from "./hash.ts";

export interface Change {
  kind: "added" | "removed" | "changed";
  what: "node" | "edge" | "variable" | "settings";
  id: string;
  paths: string[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a person would call different; positions are not. */
export function diff(before: FlowData, after: FlowData): Change[] {
  const settings = differences(before.settings, after.settings);
  return [
    ...compare("node", keyed(before.nodes.map(content)), keyed(after.nodes.map(content))),
    ...compare("edge", keyed(before.edges.map(edge)), keyed(after.edges.map(edge))),
    ...compare("variable", keyed(before.variables.map(named)), keyed(after.variables.map(named))),
    ...(settings.length === 0
      ? []
      : [{ kind: "changed", what: "settings", id: "settings", paths: settings } as const]),
  ];
}

interface Item {
  id: string;
}
const content = ({ id, type, data, label }: FlowData["nodes"][number]) => ({
  id,
  type,
  data,
  label,
});
const edge = ({ source, sourceHandle, target }: FlowData["edges"][number]) => ({
  id: `${source}/${sourceHandle}`,
  target,
});
const named = (variable: FlowData["variables"][number]) => ({ ...variable, id: variable.name });
const keyed = (list: readonly Item[]): Map<string, Item> =>
  new Map(list.map((item) => [item.id, item]));

function compare(
  what: Change["what"],
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
): Change[] {
  const changes: Change[] = [];
  for (const [id, item] of after) {
    const old = before.get(id);
    if (!old) changes.push({ kind: "added", what, id, paths: [] });
    else {
      const paths = differences(old, item);
      if (paths.length > 0) changes.push({ kind: "changed", what, id, paths });
    }
  }
  for (const id of before.keys())
    if (!after.has(id)) changes.push({ kind: "removed", what, id, paths: [] });
  return changes;
}

/** Dotted paths at which the two differ. */
function differences(a: unknown, b: unknown, path = ""): string[] {
  if (canonical(a) === canonical(b)) return [];
  const both = (isRecord(a) && isRecord(b)) || (Array.isArray(a) && Array.isArray(b));
  if (!both) return [path];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differences(left.get(name), right.get(name), path === "" ? name : `${path}.${name}`),
  );
}
