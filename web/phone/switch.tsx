import { useId } from "preact/hooks";

interface Props {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, hint, checked, onChange }: Props) {
  const id = useId();
  return (
    <div class="flex items-center gap-3 py-1.5">
      <div class="min-w-0 flex-1">
        <span id={id} class="block font-medium">
          {label}
        </span>
        <span id={`${id}-hint`} class="block text-xs text-ink-3">
          {hint}
        </span>
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={checked}
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        class="group grid h-11 w-12 shrink-0 place-items-center rounded-lg"
        onClick={() => onChange(!checked)}
      >
        <span class="relative h-6 w-11 rounded-full bg-ink-3 transition-colors group-aria-checked:bg-brand">
          <span class="absolute start-0.5 top-0.5 size-5 rounded-full bg-white shadow-sm transition-[inset-inline-start] group-aria-checked:start-[1.375rem]" />
        </span>
      </button>
    </div>
  );
}
