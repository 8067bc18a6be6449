import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/i18n.ts";

export const tones = {
  brand: "bg-brand-soft text-brand-ink",
  info: "bg-info-soft text-info-ink",
  warn: "bg-warn-soft text-warn-ink",
  ok: "bg-ok-soft text-ok-ink",
  bad: "bg-bad-soft text-bad-ink",
  mute: "bg-canvas text-ink-2",
} as const;
export type Tone = keyof typeof tones;

const look =
  "inline-flex max-w-full items-center gap-1 rounded-sm px-1.5 py-px text-2xs font-medium";

export const Badge = ({
  tone = "mute",
  children,
  class: extra = "",
}: {
  tone?: Tone;
  children: ComponentChildren;
  class?: string;
}) => <span class={`${look} ${tones[tone]} ${extra}`}>{children}</span>;

const spread = ["brand", "info", "warn", "ok", "bad"] as const;

/** The same tag has the same colour everywhere. */
export function toneOf(text: string): Tone {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return spread[sum % spread.length] ?? "mute";
}

interface ChipProps {
  label: string;
  tone?: Tone;
  onRemove?: () => void;
}

export const Chip = ({ label, tone = toneOf(label), onRemove }: ChipProps) => (
  <span class={`inline-flex max-w-full items-center rounded-sm text-xs font-medium ${tones[tone]}`}>
    <bdi class={`truncate py-0.5 ps-2 ${onRemove ? "" : "pe-2"}`}>{label}</bdi>
    {onRemove && (
      <button
        type="button"
        aria-label={t("common.remove", { name: label })}
        class="grid size-6 shrink-0 place-items-center rounded-sm opacity-75 hover:opacity-100 max-md:size-11"
        onClick={onRemove}
      >
        <X size={12} strokeWidth={2.2} />
      </button>
    )}
  </span>
);

/** A number that asks for action. */
export const Count = ({ value, class: extra = "" }: { value: number; class?: string }) => (
  <span
    class={`nums grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-full bg-brand px-1 text-2xs leading-none font-semibold text-on-brand ${extra}`}
  >
    {value > 99 ? "99+" : value}
  </span>
);
