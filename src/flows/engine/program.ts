import type { NodeKind } from "../node.ts";
import { findKind } from "../nodes/registry.ts";
import type { StoredFlow } from "../tables.ts";

export interface ProgramNode {
  id: string;
  type: string;
  kind: NodeKind | undefined;
  data: Record<string, unknown>;
}
/** A version made ready to run. */
export interface Program {
  flowId: string;
  versionId: string;
  startId: string | null;
  nodes: ReadonlyMap<string, ProgramNode>;
  /** Target of `<node>/<output>`. */
  links: ReadonlyMap<string, string>;
  expireAfterMs: number;
  initial: Readonly<Record<string, unknown>>;
}

export function compile(flowId: string, versionId: string, data: StoredFlow): Program {
  const nodes = data.nodes.map(({ id, type, data: held }): ProgramNode => ({
    id,
    type,
    kind: findKind(type),
    data: held,
  }));
  const start = nodes.find(({ kind }) => kind?.description.role === "start");
  return {
    flowId,
    versionId,
    startId: start?.id ?? null,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    links: new Map(
      data.edges.map(({ source, sourceHandle, target }) => [`${source}/${sourceHandle}`, target]),
    ),
    expireAfterMs: data.settings.expireAfterMinutes * 60_000,
    initial: Object.fromEntries(
      data.variables
        .filter(({ initial }) => initial !== undefined)
        .map(({ name, initial }) => [name, initial]),
    ),
  };
}
