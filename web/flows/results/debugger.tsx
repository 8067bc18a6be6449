import { ArrowLeft, ChevronLeft, ChevronRight, FlaskConical } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { api, type ApiReceived } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { formatDateTime, formatNumber } from "../../lib/format.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useApi } from "../../lib/query.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { ErrorState, SkeletonRows } from "../../ui/states.tsx";
import { toastError } from "../../ui/toast.ts";
import { useBuilder } from "../builder/builder.ts";
import { valueWord } from "../graph/words.ts";
import { type Step, litBy, plain } from "../test/chat.ts";
import { Values } from "../test/values.tsx";

/** A past run step by step: what came in, what was done, what changed. */
export function Debugger({ id, onClose }: { id: string; onClose: () => void }) {
  const run = useApi("getFlowExecution", { params: { id } });
  const [replayed, setReplayed] = useState<ApiReceived<"replayFlowExecution"> | null>(null);
  const replay = () =>
    void api("replayFlowExecution", { params: { id } }).then(setReplayed, toastError);
  return (
    <>
      <header class="flex items-center gap-2 border-b border-line p-2.5">
        <IconButton
          label={t("flows.backToRuns")}
          icon={ArrowLeft}
          class="rtl:-scale-x-100"
          onClick={onClose}
        />
        <h2 class="min-w-0 flex-1 truncate text-sm font-semibold">
          {t(replayed ? "flows.replayOnDraft" : "flows.runStepByStep")}
        </h2>
        <Button
          size="sm"
          icon={<FlaskConical size={14} strokeWidth={2} />}
          onClick={() => (replayed ? setReplayed(null) : replay())}
        >
          {t(replayed ? "flows.asItWas" : "flows.replay")}
        </Button>
      </header>
      {run.isPending && <SkeletonRows count={4} />}
      {run.isError && <ErrorState error={run.error} retry={() => void run.refetch()} />}
      {run.data && (
        <Trace key={String(replayed !== null)} steps={replayed?.steps ?? run.data.trace} />
      )}
    </>
  );
}

function Trace({ steps }: { steps: readonly Step[] }) {
  const builder = useBuilder();
  const [at, setAt] = useState(Math.max(0, steps.length - 1));
  const step = steps[at];
  const go = (to: number) => setAt(Math.max(0, Math.min(steps.length - 1, to)));
  useHotkeys({ arrowleft: () => go(at - 1), arrowright: () => go(at + 1) });
  useEffect(() => {
    if (!step) return;
    const isLast = at === steps.length - 1;
    builder.lit.value = litBy(steps.slice(0, at + 1), builder.flow.value.id, {
      nodeId: step.nodeId,
      isOver: isLast,
    });
    builder.focus.value = { ids: [step.nodeId] };
    return () => {
      builder.lit.value = null;
    };
  }, [at, steps]);
  if (!step) return <p class="p-4 text-sm text-ink-3">{t("flows.noSteps")}</p>;
  return (
    <>
      <div class="flex items-center gap-1 border-b border-line px-3 py-2">
        <IconButton
          label={t("flows.stepBack")}
          icon={ChevronLeft}
          disabled={at === 0}
          onClick={() => go(at - 1)}
        />
        <input
          type="range"
          aria-label={t("flows.stepOf", { at: at + 1, count: steps.length })}
          min={0}
          max={steps.length - 1}
          value={at}
          class="min-w-0 flex-1 accent-secondary-600"
          onInput={(event) => go(event.currentTarget.valueAsNumber)}
        />
        <IconButton
          label={t("flows.stepForth")}
          icon={ChevronRight}
          disabled={at === steps.length - 1}
          onClick={() => go(at + 1)}
        />
        <span class="nums ms-1 text-xs text-ink-3">
          {formatNumber(at + 1)}/{formatNumber(steps.length)}
        </span>
      </div>
      <StepDetails step={step} />
      <Values variables={step.variablesAfter} before={step.variablesBefore} />
    </>
  );
}

function StepDetails({ step }: { step: Step }) {
  const builder = useBuilder();
  const node = builder.draft.value.nodes.find(({ id }) => id === step.nodeId);
  const output = node && builder.outputsOf(node).find(({ id }) => id === step.output);
  return (
    <div class="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4 text-sm">
      <div>
        <h3 class="font-semibold">
          <bdi>{node ? builder.titleOf(node) : step.nodeId}</bdi>
        </h3>
        <p class="nums text-xs text-ink-3">
          {valueWord(step.cause)} · {formatDateTime(step.at)} ·{" "}
          {t("flows.milliseconds", { value: formatNumber(step.durationMs) })}
        </p>
      </div>
      {step.error && (
        <p class="rounded-lg bg-bad-soft px-3 py-2 text-bad-ink">{step.error.reason}</p>
      )}
      {step.input && <Bag title={t("flows.stepInput")} value={step.input} />}
      <Bag title={t("flows.stepResult")} value={step.result} />
      <p class="text-xs text-ink-2">
        {step.output === null
          ? t("flows.stayed")
          : t("flows.leftBy", { output: output?.label ?? step.output })}
      </p>
    </div>
  );
}

const Bag = ({ title, value }: { title: string; value: Record<string, unknown> }) => {
  const rows = Object.entries(value).filter(([, one]) => plain(one) !== "" && plain(one) !== "[]");
  if (rows.length === 0) return null;
  return (
    <section>
      <h4 class="text-xs font-semibold text-ink-3">{title}</h4>
      <pre
        tabIndex={0}
        class="mt-1 max-h-56 overflow-auto rounded-lg bg-canvas p-2.5 text-2xs break-words whitespace-pre-wrap"
      >
        {rows
          .map(
            ([name, one]) =>
              `${name}: ${typeof one === "string" ? one : JSON.stringify(one, null, 1)}`,
          )
          .join("\n")}
      </pre>
    </section>
  );
};
