import { Plus, Trash2 } from "lucide-preact";
import { memo } from "preact/compat";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "reactflow";
import { t } from "../../i18n/i18n.ts";
import { formatNumber } from "../../lib/format.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useBuilder } from "../builder/builder.ts";
import type { FlowEdge as Edge } from "./nodes.ts";

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<Edge>) {
  const { id, source, sourceHandleId, selected } = props;
  const builder = useBuilder();
  const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 12 });
  const key = `${source}/${sourceHandleId ?? "next"}`;
  const lit = builder.lit.value;
  const isLit = lit?.edges.has(key) ?? false;
  const isRunning = isLit && lit?.nodes.get(props.target)?.state === "now";
  const figures = builder.figures.value?.get(source);
  return (
    <g class={`${isLit ? "flow-edge-lit" : ""} ${isRunning ? "flow-edge-running" : ""}`}>
      <BaseEdge path={path} interactionWidth={22} />
      {selected && builder.writes && (
        <Label x={x} y={y}>
          <EdgeTools id={id} />
        </Label>
      )}
      {figures && !selected && (
        <Label x={x} y={y}>
          <span class="nums rounded-full bg-info-soft px-1.5 py-px text-2xs font-semibold text-info-ink">
            {formatNumber(figures.outputs[sourceHandleId ?? "next"] ?? 0)}
          </span>
        </Label>
      )}
    </g>
  );
});

interface LabelProps {
  x: number;
  y: number;
  children: preact.ComponentChildren;
}

const Label = ({ x, y, children }: LabelProps) => (
  <EdgeLabelRenderer>
    <div
      class="nodrag nopan pointer-events-auto absolute"
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
    >
      {children}
    </div>
  </EdgeLabelRenderer>
);

function EdgeTools({ id }: { id: string }) {
  const builder = useBuilder();
  const edge = builder.draft.value.edges.find((one) => one.id === id);
  if (!edge) return null;
  return (
    <span class="flex rounded-lg border border-line bg-raised p-0.5 shadow-md">
      <IconButton
        label={t("flows.insertStep")}
        icon={Plus}
        size={15}
        onClick={() => (builder.wanted.value = { into: edge })}
      />
      <IconButton
        label={t("flows.removeLink")}
        icon={Trash2}
        size={15}
        onClick={() => builder.removeChosen(new Set([id]))}
      />
    </span>
  );
}
