import { useRef } from "preact/hooks";
import { formatNumber } from "../lib/format.ts";
import { nextIndex } from "./roving.ts";

export interface Tab<Id extends string = string> {
  id: Id;
  label: string;
  count?: number | undefined;
}

interface Props<Id extends string> {
  label: string;
  tabs: readonly Tab<Id>[];
  selected: Id;
  onSelect: (id: Id) => void;
  /** Id of the panel the tabs switch. */
  controls?: string;
}

export function Tabs<Id extends string>({ label, tabs, selected, onSelect, controls }: Props<Id>) {
  const ref = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const rtl = ref.current ? getComputedStyle(ref.current).direction === "rtl" : false;
    const key = rtl ? (mirrored[event.key] ?? event.key) : event.key;
    const at = tabs.findIndex((tab) => tab.id === selected);
    const next =
      tabs[
        nextIndex(
          key,
          at,
          tabs.map((tab) => tab.label),
          true,
        ) ?? -1
      ];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    ref.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div
      ref={ref}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      class="flex gap-5 overflow-x-auto border-b border-line text-sm"
    >
      {tabs.map((tab) => (
        <TabButton
          key={tab.id}
          tab={tab}
          on={tab.id === selected}
          controls={controls}
          onSelect={() => onSelect(tab.id)}
        />
      ))}
    </div>
  );
}

const mirrored: Record<string, string> = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

interface TabButtonProps {
  tab: Tab;
  on: boolean;
  controls: string | undefined;
  onSelect: () => void;
}

const TabButton = ({ tab, on, controls, onSelect }: TabButtonProps) => (
  <button
    type="button"
    role="tab"
    data-tab={tab.id}
    aria-selected={on}
    aria-controls={controls}
    tabIndex={on ? 0 : -1}
    onClick={onSelect}
    class={`-mb-px flex shrink-0 items-center gap-1.5 border-b-2 pb-2.5 font-medium transition-colors max-md:min-h-11 max-md:pb-0 ${on ? "border-brand text-ink" : "border-transparent text-ink-3 hover:text-ink"}`}
  >
    {tab.label}
    {tab.count !== undefined && (
      <span class={`nums text-xs ${on ? "text-brand-ink" : "text-ink-3"}`}>
        {formatNumber(tab.count)}
      </span>
    )}
  </button>
);
