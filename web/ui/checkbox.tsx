import { Check } from "lucide-preact";
import type { ComponentChildren, JSX } from "preact";

type Props = Omit<JSX.IntrinsicElements["input"], "type" | "label" | "class" | "role"> & {
  label: ComponentChildren;
  hint?: string;
  class?: string;
};

export const Checkbox = ({ label, hint, class: extra = "", ...input }: Props) => (
  <label class={`flex items-start gap-2.5 text-sm max-md:min-h-11 max-md:py-2.5 ${extra}`}>
    <span class="relative mt-px grid size-[18px] shrink-0">
      <input
        {...input}
        type="checkbox"
        class="peer size-full appearance-none rounded-xs border border-line-strong bg-surface transition-colors checked:border-brand checked:bg-brand"
      />
      <Check
        size={13}
        strokeWidth={3}
        class="pointer-events-none absolute inset-0 m-auto scale-50 text-on-brand opacity-0 transition peer-checked:scale-100 peer-checked:opacity-100"
        aria-hidden="true"
      />
    </span>
    <LabelText label={label} hint={hint} />
  </label>
);

/** For what takes effect at once; a checkbox is for what a form saves. */
export const Switch = ({ label, hint, class: extra = "", ...input }: Props) => (
  <label
    class={`flex items-start justify-between gap-4 text-sm max-md:min-h-11 max-md:py-2.5 ${extra}`}
  >
    <LabelText label={label} hint={hint} />
    <span class="relative mt-px h-5 w-9 shrink-0">
      <input
        {...input}
        type="checkbox"
        role="switch"
        class="peer size-full appearance-none rounded-full bg-ink-3 transition-colors checked:bg-brand"
      />
      <span class="pointer-events-none absolute start-0.5 top-0.5 size-4 rounded-full bg-white shadow-xs transition-transform peer-checked:translate-x-4 rtl:peer-checked:-translate-x-4" />
    </span>
  </label>
);

const LabelText = ({ label, hint }: { label: ComponentChildren; hint: string | undefined }) => (
  <span class="min-w-0">
    <span class="block font-medium text-ink">{label}</span>
    {hint && <span class="mt-0.5 block text-xs text-ink-3">{hint}</span>}
  </span>
);
