import { Check, CircleX, TriangleAlert } from "lucide-preact";
import { memo } from "preact/compat";
import { Handle, type NodeProps, Position } from "reactflow";
import { t } from "../../i18n/i18n.ts";
import { formatNumber } from "../../lib/format.ts";
import { useBuilder } from "../builder/builder.ts";
import { type KindInfo, groupTints } from "../builder/kinds.ts";
import type { DraftNode } from "../graph/draft.ts";
import { summaryOf } from "../graph/words.ts";
import { Worded } from "../preview/worded.tsx";
import type { StepNode } from "./nodes.ts";
import { pageDirection } from "./direction.ts";

/** Side by side in the foot; more than these are rows. */
const MAX_COLUMNS = 5;
const COLUMN = 84;
const WIDTH = 236;

export const Step = memo(function Step({ data, selected }: NodeProps<StepNode>) {
  const { step } = data;
  const builder = useBuilder();
  const kind = builder.kindOf(step.type);
  const problems = builder.problemsOf.value.get(step.id) ?? [];
  const lit = builder.lit.value?.nodes.get(step.id);
  const isBad = problems.some(({ severity }) => severity === "error");
  const edge = lit
    ? lit.state === "failed"
      ? "border-bad"
      : "border-info"
    : problems.length > 0 && builder.mode.value !== "results"
      ? isBad
        ? "border-bad"
        : "border-warn"
      : "border-line";
  const glow = selected
    ? "shadow-glow"
    : lit?.state === "now"
      ? "shadow-glow-secondary"
      : "shadow-sm";
  return (
    <div
      dir={pageDirection()}
      style={{ width: `${widthOf(builder.outputsOf(step).length)}px` }}
      class={`rounded-xl border-[1.5px] bg-surface text-start text-ink ${edge} ${glow}`}
    >
      {kind?.role !== "start" && (
        <Handle type="target" position={Position.Top} isConnectable={builder.writes} />
      )}
      <Head step={step} kind={kind} problems={problems.length} isBad={isBad} />
      <Summary step={step} kind={kind} />
      <Foot step={step} />
    </div>
  );
});

const widthOf = (outputs: number): number =>
  outputs > MAX_COLUMNS ? WIDTH : Math.max(WIDTH, outputs * COLUMN);

interface HeadProps {
  step: DraftNode;
  kind: KindInfo | undefined;
  problems: number;
  isBad: boolean;
}

function Head({ step, kind, problems, isBad }: HeadProps) {
  const builder = useBuilder();
  const Glyph = kind?.icon ?? TriangleAlert;
  const lit = builder.lit.value?.nodes.get(step.id);
  return (
    <div class="flex items-center gap-2.5 px-3 pt-2.5 pb-2">
      <span
        class={`grid size-8 shrink-0 place-items-center rounded-md ${kind ? groupTints[kind.group] : "bg-bad-soft text-bad-ink"}`}
      >
        <Glyph size={16} strokeWidth={2} />
      </span>
      <span class="min-w-0 flex-1">
        {step.label !== undefined && (
          <span class="block truncate text-2xs text-ink-3">{kind?.title ?? step.type}</span>
        )}
        <span dir="auto" class="block truncate text-sm font-semibold">
          {builder.titleOf(step)}
        </span>
      </span>
      {lit ? (
        <LitMark state={lit.state} ms={lit.ms} />
      ) : (
        problems > 0 && (
          <TriangleAlert
            size={15}
            strokeWidth={2.1}
            class={`shrink-0 ${isBad ? "text-bad" : "text-warn"}`}
            aria-label={t("flows.problemsHere", { count: problems })}
          />
        )
      )}
    </div>
  );
}

function LitMark({ state, ms }: { state: "done" | "now" | "failed"; ms: number }) {
  if (state === "now")
    return (
      <span class="size-3 shrink-0 animate-pulse-ring rounded-full border-2 border-info-soft bg-info" />
    );
  const Glyph = state === "failed" ? CircleX : Check;
  const tint = state === "failed" ? "bg-bad-soft text-bad-ink" : "bg-info-soft text-info-ink";
  return (
    <span
      class={`nums flex shrink-0 items-center gap-0.5 rounded-full px-1.5 py-px text-2xs font-semibold ${tint}`}
    >
      <Glyph size={11} strokeWidth={2.6} />
      <bdi>{seconds(ms)}</bdi>
    </span>
  );
}
const seconds = (ms: number): string =>
  t("flows.seconds", { value: formatNumber(Math.round(ms / 100) / 10) });

function Summary({ step, kind }: { step: DraftNode; kind: KindInfo | undefined }) {
  const builder = useBuilder();
  if (!kind) return null;
  const nameOf = (value: string): string => {
    const node = builder.draft.value.nodes.find(({ id }) => id === value);
    return node ? builder.titleOf(node) : "";
  };
  const text = summaryOf(kind, step.data, nameOf);
  if (text === "") return null;
  return (
    <p dir="auto" class="line-clamp-3 px-3 pb-2.5 text-xs break-words text-ink-2">
      <Worded text={text} />
    </p>
  );
}

function Foot({ step }: { step: DraftNode }) {
  const builder = useBuilder();
  const outputs = builder.outputsOf(step);
  const figures = builder.figures.value?.get(step.id);
  const [only] = outputs;
  if (!only) return figures ? <Figures visits={figures.visits} /> : null;
  if (outputs.length === 1 && !builder.kindOf(step.type)?.branches)
    return (
      <>
        {figures && <Figures visits={figures.visits} />}
        <Handle
          id={only.id}
          type="source"
          position={Position.Bottom}
          isConnectable={builder.writes}
        />
      </>
    );
  const isRow = outputs.length > MAX_COLUMNS;
  return (
    <>
      {figures && <Figures visits={figures.visits} />}
      <div
        dir="ltr"

        class={`border-t border-line text-2xs ${isRow ? "divide-y" : "flex divide-x"} divide-line`}
      >
        {outputs.map(({ id, label, optional }) => (
          <div
            key={id}
            class={`relative min-w-0 flex-1 px-2 py-1.5 ${isRow ? "text-start" : "text-center"} ${optional ? "text-ink-3" : "font-semibold text-ink-2"}`}
          >
            <span dir="auto" class="block truncate">
              {label || "–"}
              {figures && (
                <bdi class="nums ms-1 text-info-ink">{formatNumber(figures.outputs[id] ?? 0)}</bdi>
              )}
            </span>
            <Handle
              id={id}
              type="source"
              position={isRow ? Position.Right : Position.Bottom}
              isConnectable={builder.writes}
            />
          </div>
        ))}
      </div>
    </>
  );
}

const Figures = ({ visits }: { visits: number }) => (
  <p class="nums px-3 pb-2 text-2xs font-medium text-info-ink">
    {t("flows.visits", { count: visits })}
  </p>
);
