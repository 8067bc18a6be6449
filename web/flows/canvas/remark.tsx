import { memo } from "preact/compat";
import { type NodeProps, NodeResizer } from "reactflow";
import { t } from "../../i18n/i18n.ts";
import { useBuilder } from "../builder/builder.ts";
import { type FrameNode, type NoteNode, textOf } from "./nodes.ts";
import { pageDirection } from "./direction.ts";

/** A note for colleagues; the flow does not read it. */
export const RemarkNote = memo(function RemarkNote({ id, data, selected }: NodeProps<NoteNode>) {
  const builder = useBuilder();
  return (
    <div
      dir={pageDirection()}
      class={`size-full rounded-lg border border-warn-line bg-warn-soft p-2 text-warn-ink ${selected ? "shadow-glow" : "shadow-xs"}`}
    >
      <Resizer id={id} selected={selected} />
      <textarea
        aria-label={t("flows.note")}
        placeholder={t("flows.notePlaceholder")}
        readOnly={!builder.writes}
        dir="auto"
        value={textOf(data.remark)}
        class="nodrag nowheel size-full resize-none bg-transparent text-xs outline-none placeholder:text-warn-ink/80"
        onInput={(event) => builder.setRemark(id, { text: event.currentTarget.value }, "text")}
      />
    </div>
  );
});

/** A frame around steps that belong together; what lies inside moves with it. */
export const Frame = memo(function Frame({ id, data, selected }: NodeProps<FrameNode>) {
  const builder = useBuilder();
  return (
    <div
      dir={pageDirection()}
      class={`size-full rounded-2xl border-[1.5px] border-dashed bg-brand-soft/45 ${selected ? "border-brand-glow" : "border-brand-line"}`}
    >
      <Resizer id={id} selected={selected} />
      <input
        aria-label={t("flows.frameTitle")}
        placeholder={t("flows.frame")}
        readOnly={!builder.writes}
        dir="auto"
        value={textOf(data.remark)}
        class="nodrag m-2 w-56 rounded-md bg-transparent px-2 py-1 text-sm font-semibold text-brand-ink placeholder:text-brand-ink/80"
        onInput={(event) => builder.setRemark(id, { text: event.currentTarget.value }, "text")}
      />
    </div>
  );
});

function Resizer({ id, selected }: { id: string; selected: boolean }) {
  const builder = useBuilder();
  return (
    <NodeResizer
      isVisible={selected && builder.writes}
      minWidth={120}
      minHeight={60}
      onResizeEnd={(_event, { x, y, width, height }) =>
        builder.setRemark(id, { position: { x, y }, width, height }, null)
      }
    />
  );
}
