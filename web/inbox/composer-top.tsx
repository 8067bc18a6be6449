import { Clock } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import { t } from "../i18n/i18n.ts";
import { can } from "../lib/session.ts";
import { now } from "./clock.ts";
import { timeLeft } from "./words.ts";

export type Mode = "reply" | "note";

interface Props {
  mode: Mode;
  onMode: (mode: Mode) => void;
  conversation: Conversation;
  shut: boolean;
}

export function ComposerTop({ mode, onMode, conversation, shut }: Props) {
  const { windowExpiresAt } = conversation;
  const left = windowExpiresAt ? timeLeft(windowExpiresAt, now.value) : null;
  return (
    <div class="flex items-center gap-4 px-3.5 pt-2 text-sm font-medium">
      <ModeButton on={mode === "reply"} label={t("inbox.reply")} onPick={() => onMode("reply")} />
      {can("conversations.write") && (
        <ModeButton on={mode === "note"} label={t("inbox.note")} onPick={() => onMode("note")} />
      )}
      {left && !shut && mode === "reply" && (
        <span
          data-tip={t("inbox.windowTip")}
          class="nums ms-auto inline-flex items-center gap-1.5 pb-1 text-xs font-normal text-ink-3"
        >
          <Clock size={13} aria-hidden="true" />
          <span class="max-sm:sr-only">{t("inbox.window")}</span>
          <b class="font-semibold text-ink-2">
            <bdi>{left}</bdi>
          </b>
        </span>
      )}
    </div>
  );
}

const ModeButton = ({ on, label, onPick }: { on: boolean; label: string; onPick: () => void }) => (
  <button
    type="button"
    aria-pressed={on}
    onClick={onPick}
    class={`border-b-2 pb-1 max-md:min-h-11 max-md:pb-0 ${on ? "border-brand text-ink" : "border-transparent text-ink-3 hover:text-ink"}`}
  >
    {label}
  </button>
);
