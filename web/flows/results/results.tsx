import { useEffect, useState } from "preact/hooks";
import { t, type PlainKey } from "../../i18n/i18n.ts";
import { formatNumber } from "../../lib/format.ts";
import { useApi } from "../../lib/query.ts";
import { Select } from "../../ui/select.tsx";
import { ErrorState, SkeletonRows } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useBuilder } from "../builder/builder.ts";
import { percent, valueWord } from "../graph/words.ts";
import { Debugger } from "./debugger.tsx";
import { Runs } from "./runs.tsx";
import { Versions } from "./versions.tsx";

const DAY_MS = 86_400_000;
const periods: readonly [days: number, label: PlainKey][] = [
  [7, "flows.days7"],
  [30, "flows.days30"],
  [90, "flows.days90"],
];
type Part = "figures" | "runs" | "versions";

/** Figures on the canvas, single runs step by step, and the versions. */
export function Results() {
  const [part, setPart] = useState<Part>("figures");
  const [runId, setRun] = useState<string | null>(null);
  return (
    <aside
      aria-label={t("flows.modeResults")}
      class="flex w-92 shrink-0 flex-col overflow-hidden border-s border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:end-0 max-lg:z-20 max-lg:shadow-lg max-md:inset-x-0 max-md:top-auto max-md:h-[58%] max-md:w-full max-md:border-t"
    >
      {runId === null ? (
        <>
          <div class="px-4 pt-3">
            <Tabs<Part>
              label={t("flows.modeResults")}
              selected={part}
              onSelect={setPart}
              tabs={[
                { id: "figures", label: t("flows.figures") },
                { id: "runs", label: t("flows.runs") },
                { id: "versions", label: t("flows.versions") },
              ]}
            />
          </div>
          <div class="min-h-0 flex-1 overflow-y-auto p-4">
            {part === "figures" && <FigureList />}
            {part === "runs" && <Runs onOpen={setRun} />}
            {part === "versions" && <Versions />}
          </div>
        </>
      ) : (
        <Debugger key={runId} id={runId} onClose={() => setRun(null)} />
      )}
    </aside>
  );
}

function FigureList() {
  const builder = useBuilder();
  const [days, setDays] = useState(30);
  const [version, setVersion] = useState("");
  const [now] = useState(() => Date.now());
  const params = { id: builder.flow.value.id };
  const versions = useApi("listFlowVersions", { params, query: { page: 1, limit: 100 } });
  const figures = useApi("flowAnalytics", {
    params,
    query: {
      from: new Date(now - days * DAY_MS).toISOString(),
      ...(version && { version: Number(version) }),
    },
  });
  const data = figures.data;
  useEffect(() => {
    builder.figures.value = data ? new Map(data.nodes.map((one) => [one.nodeId, one])) : null;
    return () => {
      builder.figures.value = null;
    };
  }, [data]);
  if (figures.isError)
    return <ErrorState error={figures.error} retry={() => void figures.refetch()} />;
  return (
    <div class="flex flex-col gap-5">
      <div class="grid grid-cols-2 gap-2">
        <Select
          aria-label={t("flows.period")}
          value={String(days)}
          options={periods.map(([count, label]) => ({ value: String(count), label: t(label) }))}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
        <Select
          aria-label={t("flows.version")}
          value={version}
          options={[
            { value: "", label: t("flows.allVersions") },
            ...(versions.data?.data ?? []).map(({ number }) => ({
              value: String(number),
              label: t("flows.versionNumber", { version: number }),
            })),
          ]}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
      </div>
      {data ? (
        <>
          <Bars title={t("flows.runs")} counts={data.runs} word={valueWord} />
          <Bars title={t("flows.endings")} counts={data.endings} word={(label) => label} />
        </>
      ) : (
        <SkeletonRows count={3} />
      )}
    </div>
  );
}

interface BarsProps {
  title: string;
  counts: Record<string, number>;
  word: (name: string) => string;
}

function Bars({ title, counts, word }: BarsProps) {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section>
      <h3 class="flex justify-between text-sm font-semibold">
        {title}
        <span class="nums">{formatNumber(total)}</span>
      </h3>
      {total === 0 && <p class="mt-1 text-sm text-ink-3">{t("flows.noRuns")}</p>}
      <ul class="mt-2 flex flex-col gap-2">
        {rows.map(([name, count]) => (
          <li key={name} class="text-xs">
            <span class="flex justify-between text-ink-2">
              <bdi>{word(name)}</bdi>
              <span class="nums">
                {formatNumber(count)} · {percent(count / Math.max(1, total))}
              </span>
            </span>
            <span class="mt-1 block h-1.5 overflow-hidden rounded-full bg-canvas">
              <span
                class="block h-full rounded-full bg-info"
                style={{ width: `${(count / Math.max(1, total)) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
