import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-preact";
import type { Problem } from "../../../src/flows/check/types.ts";
import { t } from "../../i18n/i18n.ts";
import { useBuilder } from "../builder/builder.ts";
import { wordProblem } from "./words.ts";

/** Everything to fix; a row brings its step into view. */
export function ProblemList({ onPick }: { onPick?: () => void }) {
  const builder = useBuilder();
  const problems = builder.problems.value;
  if (problems.length === 0)
    return (
      <p class="flex items-center gap-2 p-3 text-sm text-ink-2">
        <CircleCheck size={17} strokeWidth={2} class="text-ok" aria-hidden="true" />
        {t("flows.noProblems")}
      </p>
    );
  return (
    <ul class="flex flex-col">
      {problems.map((problem, at) => (
        <li key={at}>
          <ProblemRow
            problem={problem}
            onPick={() => {
              if (problem.nodeId !== null) builder.show(problem.nodeId);
              onPick?.();
            }}
          />
        </li>
      ))}
    </ul>
  );
}

function ProblemRow({ problem, onPick }: { problem: Problem; onPick: () => void }) {
  const builder = useBuilder();
  const isError = problem.severity === "error";
  const Glyph = isError ? CircleAlert : TriangleAlert;
  const node = builder.draft.value.nodes.find(({ id }) => id === problem.nodeId);
  return (
    <button
      type="button"
      class="flex w-full items-start gap-2.5 rounded-md px-2.5 py-2 text-start text-sm hover:bg-hover max-md:min-h-11"
      onClick={onPick}
    >
      <Glyph
        size={16}
        strokeWidth={2}
        class={`mt-0.5 shrink-0 ${isError ? "text-bad" : "text-warn"}`}
        aria-hidden="true"
      />
      <span class="min-w-0">
        <span class="sr-only">{t(isError ? "flows.error" : "flows.warning")}: </span>
        <span class="block break-words text-ink">{wordProblem(problem, builder)}</span>
        {node && <bdi class="block truncate text-xs text-ink-3">{builder.titleOf(node)}</bdi>}
      </span>
    </button>
  );
}
