import { t } from "../../i18n/i18n.ts";
import { api } from "../../api.ts";
import { formatDateTime, formatRelative } from "../../lib/format.ts";
import { useKeyset } from "../../lib/query.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { LoadMore } from "../../ui/pagination.tsx";
import { ErrorState, SkeletonRows } from "../../ui/states.tsx";
import { useBuilder } from "../builder/builder.ts";
import { valueWord } from "../graph/words.ts";

const tones: Record<string, Tone> = {
  running: "info",
  waiting: "info",
  completed: "ok",
  failed: "bad",
  cancelled: "warn",
  expired: "mute",
};

export function Runs({ onOpen }: { onOpen: (id: string) => void }) {
  const builder = useBuilder();
  const { id } = builder.flow.value;
  const runs = useKeyset(["listFlowExecutions", id], (cursor, signal) =>
    api(
      "listFlowExecutions",
      { params: { id }, query: { limit: 30, ...(cursor && { cursor }) } },
      { signal },
    ),
  );
  if (runs.isPending) return <SkeletonRows count={5} />;
  if (runs.isError) return <ErrorState error={runs.error} retry={() => void runs.refetch()} />;
  const rows = runs.data.pages.flatMap(({ data }) => data);
  if (rows.length === 0) return <p class="text-sm text-ink-3">{t("flows.noRuns")}</p>;
  return (
    <>
      <ul class="-mx-2 flex flex-col">
        {rows.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              class="flex w-full items-center gap-2 rounded-md px-2 py-2 text-start text-sm hover:bg-hover max-md:min-h-11"
              onClick={() => onOpen(run.id)}
            >
              <span class="min-w-0 flex-1">
                <span class="block truncate font-medium">
                  {valueWord(run.startedBy)}
                  {run.endLabel && <bdi class="text-ink-3"> · {run.endLabel}</bdi>}
                </span>
                <time
                  dateTime={run.startedAt}
                  title={formatDateTime(run.startedAt)}
                  class="nums block text-xs text-ink-3"
                >
                  {formatRelative(run.startedAt)} · {t("flows.stepCount", { count: run.steps })}
                </time>
              </span>
              <Badge tone={tones[run.status] ?? "mute"}>{valueWord(run.status)}</Badge>
            </button>
          </li>
        ))}
      </ul>
      {runs.hasNextPage && (
        <LoadMore busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()} />
      )}
    </>
  );
}
