import {
  Maximize,
  Minus,
  Network,
  Plus,
  Redo2,
  SquareDashed,
  StickyNote,
  Undo2,
} from "lucide-preact";
import { Panel, useReactFlow, useStore } from "reactflow";
import { t } from "../../i18n/i18n.ts";
import { percent } from "../graph/words.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useBuilder } from "../builder/builder.ts";
import { pageDirection } from "./direction.ts";

export function CanvasTools() {
  const builder = useBuilder();
  const flow = useReactFlow();
  const zoom = useStore(({ transform }) => transform[2]);
  return (
    <Panel position="bottom-left">
      <div
        dir={pageDirection()}
        role="toolbar"
        aria-label={t("flows.view")}
        class="flex items-center gap-0.5 rounded-lg border border-line bg-raised p-1 shadow-md"
      >
        <IconButton
          label={t("flows.zoomOut")}
          icon={Minus}
          onClick={() => void flow.zoomOut()}
          class="max-md:hidden!"
        />
        <span class="nums w-11 text-center text-xs font-medium text-ink-2 max-md:hidden">
          {percent(zoom)}
        </span>
        <IconButton
          label={t("flows.zoomIn")}
          icon={Plus}
          onClick={() => void flow.zoomIn()}
          class="max-md:hidden!"
        />
        <IconButton
          label={t("flows.fit")}
          icon={Maximize}
          onClick={() => (builder.focus.value = { ids: [] })}
        />
        {builder.writes && builder.mode.value !== "results" && (
          <>
            <IconButton
              label={t("flows.arrange")}
              icon={Network}
              onClick={() => builder.arrange()}
            />
            <span class="max-md:hidden">
              <IconButton
                label={t("flows.addNote")}
                icon={StickyNote}
                onClick={() => builder.addRemark("note")}
              />
              <IconButton
                label={t("flows.addFrame")}
                icon={SquareDashed}
                onClick={() => builder.addRemark("group")}
              />
            </span>
            <span class="md:hidden">
              <IconButton label={t("common.undo")} icon={Undo2} onClick={() => builder.undo()} />
              <IconButton label={t("flows.redo")} icon={Redo2} onClick={() => builder.redo()} />
            </span>
          </>
        )}
      </div>
    </Panel>
  );
}
