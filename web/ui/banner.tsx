import type { ComponentChildren } from "preact";
import { type Tone, tones } from "./badge.tsx";
import type { Icon } from "./icon-button.tsx";

interface Props {
  tone?: Tone;
  icon?: Icon;
  children: ComponentChildren;
  action?: ComponentChildren;
  /** Read out as soon as it appears. */
  urgent?: boolean;
  class?: string;
}

export const Banner = ({
  tone = "info",
  icon: Glyph,
  children,
  action,
  urgent,
  class: extra = "",
}: Props) => (
  <div
    role={urgent ? "alert" : "status"}
    class={`flex animate-fade-in items-center gap-2.5 rounded-lg px-3.5 py-2.5 text-sm ${tones[tone]} ${extra}`}
  >
    {Glyph && <Glyph size={17} strokeWidth={2} class="shrink-0" />}
    <span class="min-w-0 flex-1">{children}</span>
    {action}
  </div>
);
