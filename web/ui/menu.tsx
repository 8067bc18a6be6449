import { Check } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Icon } from "./icon-button.tsx";
import { nextIndex } from "./roving.ts";
import { placeBeside } from "./position.ts";

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: Icon;
  danger?: boolean;
  disabled?: boolean;
  /** Makes it one of several choices. */
  checked?: boolean;
  /** Starts a new group under this heading; an empty one draws the line alone. */
  group?: string;
}

interface TriggerProps {
  id: string;
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  "aria-controls": string;
  onClick: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface Props {
  items: readonly MenuItem[];
  /** Spread onto a button: `trigger={(p) => <IconButton {...p} … />}`. */
  trigger: (props: TriggerProps) => ComponentChildren;
  align?: "start" | "end";
  header?: ComponentChildren;
}

export function Menu({ items, trigger, align = "end", header }: Props) {
  const id = useId();
  const ref = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const entries = () => [
    ...(ref.current?.querySelectorAll<HTMLButtonElement>("button:not(:disabled)") ?? []),
  ];
  const button = () => document.getElementById(`${id}-button`);

  const show = (last = false) => {
    const anchor = button();
    if (!ref.current || !anchor) return;
    ref.current.showPopover();
    placeBeside(anchor, ref.current, align);
    entries()
      .at(last ? -1 : 0)
      ?.focus();
  };
  const hide = () => {
    ref.current?.hidePopover();
    button()?.focus();
  };

  useEffect(() => {
    if (!open) return;
    const close = () => ref.current?.hidePopover();
    addEventListener("resize", close);
    return () => removeEventListener("resize", close);
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.findIndex((entry) => entry === document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") {
      hide();
      if (event.key === "Escape") event.preventDefault();
      return;
    }
    const labels = all.map((entry) => entry.textContent);
    const next = nextIndex(event.key, at, labels);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[next]?.focus();
  };

  return (
    <>
      {trigger({
        id: `${id}-button`,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": id,
        onClick: () => (open ? hide() : show()),
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          show(event.key === "ArrowUp");
        },
      })}
      <div
        ref={ref}
        id={id}
        popover="auto"
        class="fixed max-h-[70dvh] min-w-52 overflow-y-auto rounded-xl border border-line bg-raised p-1.5 text-sm shadow-lg open:animate-scale-in"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {header}
        <div role="menu" aria-labelledby={`${id}-button`} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <Entry key={`${item.group ?? ""}${item.label}`} item={item} onPick={hide} />
          ))}
        </div>
      </div>
    </>
  );
}

function Entry({ item, onPick }: { item: MenuItem; onPick: () => void }) {
  const { label, icon: Glyph, danger, disabled, checked, group, onSelect } = item;
  return (
    <>
      {group !== undefined && (
        <div
          role="presentation"
          class="mt-1.5 border-t border-line px-2.5 pt-2 pb-1 text-2xs font-semibold text-ink-3 first:mt-0 first:border-0 first:pt-1 empty:p-0 empty:pt-1.5"
        >
          {group}
        </div>
      )}
      <button
        type="button"
        role={checked === undefined ? "menuitem" : "menuitemradio"}
        aria-checked={checked}
        tabIndex={-1}
        disabled={disabled}
        class={`flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-start font-medium focus:outline-none disabled:opacity-50 max-md:min-h-11 ${danger ? "text-bad-ink hover:bg-bad-soft focus:bg-bad-soft" : "text-ink hover:bg-hover focus:bg-hover"}`}
        onClick={() => {
          onPick();
          onSelect();
        }}
      >
        {Glyph && <Glyph size={16} strokeWidth={1.9} class={danger ? "" : "text-ink-3"} />}
        <span class="flex-1">{label}</span>
        {checked && <Check size={15} strokeWidth={2.4} class="text-brand-ink" aria-hidden="true" />}
      </button>
    </>
  );
}
