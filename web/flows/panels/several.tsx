import {
  AlignCenterVertical,
  AlignStartHorizontal,
  AlignStartVertical,
  Copy,
  Trash2,
} from "lucide-preact";
import { t } from "../../i18n/i18n.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { useBuilder } from "../builder/builder.ts";

/** What can be done with several steps at once. */
export function Several() {
  const builder = useBuilder();
  if (!builder.writes) return null;
  return (
    <div
      role="toolbar"
      aria-label={t("flows.several", { count: builder.chosen.value.size })}
      class="absolute bottom-4 left-1/2 z-10 flex -translate-x-1/2 items-center gap-0.5 rounded-xl border border-line bg-raised p-1.5 shadow-lg"
    >
      <span class="nums px-2 text-sm font-medium whitespace-nowrap text-ink-2">
        {t("flows.several", { count: builder.chosen.value.size })}
      </span>
      <IconButton
        label={t("flows.alignStart")}
        icon={AlignStartVertical}
        onClick={() => builder.align("left")}
      />
      <IconButton
        label={t("flows.alignMiddle")}
        icon={AlignCenterVertical}
        onClick={() => builder.align("centre")}
      />
      <IconButton
        label={t("flows.alignTop")}
        icon={AlignStartHorizontal}
        onClick={() => builder.align("top")}
      />
      <IconButton
        label={t("flows.duplicateStep")}
        icon={Copy}
        onClick={() => builder.duplicate()}
      />
      <IconButton
        label={t("flows.deleteSteps")}
        icon={Trash2}
        onClick={() => builder.removeChosen()}
      />
    </div>
  );
}
