import { Search, X } from "lucide-preact";
import { useRef } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { Kbd } from "./kbd.tsx";

interface Props {
  label: string;
  placeholder: string;
  value: string;
  onValue: (text: string) => void;
  class?: string;
}

/** The slash key reaches it from anywhere on the page. */
export function SearchBox({ label, placeholder, value, onValue, class: extra = "" }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  useHotkeys({ "/": () => ref.current?.focus() });
  return (
    <div
      class={`flex h-10 items-center gap-2 rounded-lg border border-line bg-sunken ps-3 pe-2 text-ink-3 transition focus-within:border-brand-glow focus-within:ring-3 focus-within:ring-primary-500/15 max-md:h-11 ${extra}`}
    >
      <Search size={15} strokeWidth={2} class="shrink-0" aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        autocomplete="off"
        class="min-w-0 flex-1 bg-transparent text-sm text-ink outline-none [&::-webkit-search-cancel-button]:hidden"
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value) onValue("");
        }}
      />
      {value ? (
        <button
          type="button"
          aria-label={t("common.clear")}
          class="grid size-6 place-items-center rounded-sm hover:text-ink max-md:size-11"
          onClick={() => onValue("")}
        >
          <X size={14} strokeWidth={2} />
        </button>
      ) : (
        <Kbd>/</Kbd>
      )}
    </div>
  );
}
