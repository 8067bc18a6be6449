import { misfits } from "./form.ts";
import { type Linked, link, loops, outputsOf, reachable } from "./graph.ts";
import { textProblems } from "./texts.ts";
import type { Graph, GraphNode, Problem, Surroundings } from "./types.ts";

const MAX_NODES = 500;

/** Everything that is or may be wrong with a flow; errors forbid publishing. */
export function problemsOf(graph: Graph, around: Surroundings): Problem[] {
  const linked = link(graph, around.kinds);
  const starts = graph.nodes.filter((node) => linked.kindOf(node)?.role === "start");
  const reached = reachable(
    starts.map(({ id }) => id),
    linked,
  );
  return [
    ...startProblems(graph, starts),
    ...graph.nodes.flatMap((node) => shapeProblems(node, linked)),
    ...edgeProblems(graph, linked),
    ...graph.nodes.flatMap((node) => linkProblems(node, linked, reached)),
    ...loopProblems(linked, reached),
    ...textProblems(graph, linked, around),
    ...windowProblems(graph, linked, reached),
  ];
}

const error = (
  code: string,
  nodeId: string | null,
  message: string,
  path: string | null = null,
): Problem => ({
  code,
  severity: "error",
  nodeId,
  path,
  message,
});
const warning = (code: string, nodeId: string, message: string): Problem => ({
  code,
  severity: "warning",
  nodeId,
  path: null,
  message,
});

function startProblems(graph: Graph, starts: readonly GraphNode[]): Problem[] {
  const found: Problem[] = [];
  if (starts.length === 0) found.push(error("NO_START", null, "The flow has no start."));
  for (const { id } of starts.slice(1))
    found.push(error("SECOND_START", id, "A flow has one start."));
  if (graph.nodes.length > MAX_NODES)
    found.push(error("TOO_MANY_NODES", null, `A flow has at most ${MAX_NODES} steps.`));
  const seen = new Set<string>();
  for (const { id } of graph.nodes) {
    if (seen.has(id)) found.push(error("DUPLICATE_NODE", id, "Two steps have the same id."));
    seen.add(id);
  }
  return found;
}

function shapeProblems(node: GraphNode, linked: Linked): Problem[] {
  const kind = linked.kindOf(node);
  if (!kind) return [error("UNKNOWN_KIND", node.id, `There is no step of kind "${node.type}".`)];
  const found = misfits(kind.form, node.data).map(({ code, path, message }) =>
    error(code, node.id, message, path),
  );
  const seen = new Set<string>();
  for (const { id } of outputsOf(kind, node)) {
    if (seen.has(id))
      found.push(error("DUPLICATE_OUTPUT", node.id, "Two answers have the same id."));
    seen.add(id);
  }
  return found;
}

function edgeProblems(graph: Graph, { byId, kindOf }: Linked): Problem[] {
  const taken = new Set<string>();
  return graph.edges.flatMap(({ source, target, sourceHandle }) => {
    const node = byId.get(source);
    const kind = node && kindOf(node);
    if (!node || !byId.has(target))
      return [error("BROKEN_LINK", node ? source : null, "A link leads to a step that is gone.")];
    if (kind && !outputsOf(kind, node).some(({ id }) => id === sourceHandle))
      return [
        error("BROKEN_LINK", source, "A link starts at an answer that is gone.", sourceHandle),
      ];
    const key = `${source}/${sourceHandle}`;
    if (taken.has(key))
      return [error("TWO_LINKS", source, "An output has one link.", sourceHandle)];
    taken.add(key);
    return [];
  });
}

function linkProblems(node: GraphNode, linked: Linked, reached: ReadonlySet<string>): Problem[] {
  const kind = linked.kindOf(node);
  if (!kind) return [];
  if (!reached.has(node.id))
    return [warning("UNREACHABLE", node.id, "No path leads to this step.")];
  const outputs = outputsOf(kind, node).filter(({ optional }) => !optional);
  // One way on may be left open: that is where a flow ends. Of several, an open one is a forgotten one.
  if (outputs.length < 2 && kind.role !== "start") return [];
  return outputs
    .filter(({ id }) => !linked.hasLink(node.id, id))
    .map(({ id, label }) => error("MISSING_LINK", node.id, `"${label}" leads nowhere.`, id));
}

function loopProblems(linked: Linked, reached: ReadonlySet<string>): Problem[] {
  const asks = (id: string): boolean => {
    const node = linked.byId.get(id);
    return node !== undefined && linked.kindOf(node)?.waits === "answer";
  };
  const shut = loops(reached, linked).filter((group) => !canLeave(group, linked));
  const endless = shut.filter((group) => !group.some(asks));
  const lost = new Set(endless.flat());
  // Without the steps that ask: whatever still goes round does so without the contact.
  const quiet: Linked = {
    ...linked,
    targets: (id) => linked.targets(id).filter((to) => !asks(to)),
  };
  const unasked = loops(
    [...reached].filter((id) => !asks(id)),
    quiet,
  ).filter((group) => !group.some((id) => lost.has(id)));
  return [
    ...endless.map((group) =>
      error("LOOP_WITHOUT_EXIT", first(group), "These steps go round for ever."),
    ),
    ...shut
      .filter((group) => group.some(asks))
      .map((group) =>
        warning("LOOP_WITHOUT_EXIT", first(group), "No path leads out of these steps."),
      ),
    ...unasked.map((group) =>
      warning(
        "LOOP_WITHOUT_ANSWER",
        first(group),
        "These steps go round without asking the contact.",
      ),
    ),
  ];
}

const first = (group: readonly string[]): string => group[0] ?? "";

function canLeave(group: readonly string[], linked: Linked): boolean {
  const inside = new Set(group);
  return group.some((id) => {
    const node = linked.byId.get(id);
    return node !== undefined && leavesLoop(node, inside, linked);
  });
}

function leavesLoop(node: GraphNode, inside: ReadonlySet<string>, linked: Linked): boolean {
  const kind = linked.kindOf(node);
  if (linked.targets(node.id).some((target) => !inside.has(target))) return true;
  // An open output ends the flow, which is a way out too.
  return kind !== undefined && outputsOf(kind, node).some(({ id }) => !linked.hasLink(node.id, id));
}

const DAY_MINUTES = 24 * 60;

/** Free-form text after a wait of a day or more is refused by WhatsApp unless the contact wrote meanwhile. */
function windowProblems(graph: Graph, linked: Linked, reached: ReadonlySet<string>): Problem[] {
  const late = new Map<string, number>();
  const queue: string[] = [];
  const visit = (id: string, minutes: number): void => {
    const known = late.get(id);
    if (known !== undefined && known >= Math.min(minutes, DAY_MINUTES)) return;
    late.set(id, Math.min(minutes, DAY_MINUTES));
    queue.push(id);
  };
  for (const node of graph.nodes)
    if (reached.has(node.id) && linked.kindOf(node)?.role === "start") visit(node.id, 0);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = linked.byId.get(id);
    if (!node) continue;
    const since = minutesAfter(node, linked, late.get(id) ?? 0);
    for (const target of linked.targets(id)) visit(target, since);
  }
  return graph.nodes
    .filter((node) => linked.kindOf(node)?.speaks && (late.get(node.id) ?? 0) >= DAY_MINUTES)
    .map(({ id }) =>
      warning(
        "OUTSIDE_WINDOW",
        id,
        "This may go out more than 24 hours after the contact wrote: use a template.",
      ),
    );
}

/** Since the contact wrote, when the node is left. */
function minutesAfter(node: GraphNode, linked: Linked, before: number): number {
  const kind = linked.kindOf(node);
  if (kind?.waits === "answer") return 0;
  if (kind?.waits !== "time") return before;
  const minutes = node.data["minutes"];
  return before + (typeof minutes === "number" ? minutes : 0);
}
