import { problemsOf } from "../../../src/flows/check/problems.ts";
import type { Problem } from "../../../src/flows/check/types.ts";
import type { Draft } from "../graph/draft.ts";
import type { Kinds } from "../builder/kinds.ts";

const keyOf = ({ code, nodeId, path }: Problem): string => `${code} ${nodeId} ${path}`;

export const ownProblems = (draft: Draft, kinds: Kinds): Problem[] =>
  problemsOf(draft, { kinds: kinds.list });

/** What only the server can know, such as templates and agents, is kept while its step stands. */
export function merged(
  own: readonly Problem[],
  server: readonly Problem[],
  draft: Draft,
): Problem[] {
  const nodes = new Set(draft.nodes.map(({ id }) => id));
  const seen = new Set(own.map(keyOf));
  const more = server.filter(
    (problem) =>
      !seen.has(keyOf(problem)) && (problem.nodeId === null || nodes.has(problem.nodeId)),
  );
  return [...own, ...more].toSorted((a, b) => rank(a) - rank(b));
}
const rank = ({ severity }: Problem): number => (severity === "error" ? 0 : 1);

/** What the server found that the browser did not find in the same draft. */
export function onlyThere(server: readonly Problem[], own: readonly Problem[]): Problem[] {
  const seen = new Set(own.map(keyOf));
  return server.filter((problem) => !seen.has(keyOf(problem)));
}
