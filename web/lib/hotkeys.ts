import { useEffect, useRef } from "preact/hooks";

/** `"/"`, `"mod+k"`, `"shift+?"`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function comboOf(event: KeyboardEvent): string {
  const parts = [];
  if (event.metaKey || event.ctrlKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  return [...parts, event.key.toLowerCase()].join("+");
}

/** Single keys are ignored while somebody types or a dialog is open. */
export function useHotkeys(keys: Hotkeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const combo = comboOf(event);
      const run = latest.current[combo];
      if (!run || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (isTyping(event.target) && !combo.includes("mod")) return;
      event.preventDefault();
      run(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
