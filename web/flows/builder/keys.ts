import { useEffect } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { toast } from "../../ui/toast.ts";
import { cornerOf, isEmptyClip, readClip } from "../graph/clipboard.ts";
import type { Builder } from "./builder.ts";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const isBusy = (): boolean => document.querySelector("dialog[open]") !== null;

/** Everything the pointer does, the keyboard does too. */
export function useBuilderKeys(builder: Builder): void {
  useHotkeys({
    "mod+z": (event) => (event.shiftKey ? builder.redo() : builder.undo()),
    "mod+y": () => builder.redo(),
    "mod+f": () => (builder.panel.value = "search"),
    n: () => builder.writes && (builder.wanted.value = builder.nextWanted()),
    delete: () => builder.removeChosen(),
    backspace: () => builder.removeChosen(),
    "mod+d": () => builder.duplicate(),
    l: () => builder.writes && builder.arrange(),
    f: () => (builder.focus.value = { ids: [...builder.chosen.value] }),
    escape: () => (builder.chosen.value = new Set()),
  });
  useEffect(() => {
    // The typed field keeps its own undo and its own "select all".
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || isTyping(event.target) || isBusy()) return;
      if (event.key.toLowerCase() !== "a") return;
      event.preventDefault();
      const { nodes, annotations } = builder.draft.value;
      builder.chosen.value = new Set([
        ...nodes.map(({ id }) => id),
        ...annotations.map((one) => String(one["id"])),
      ]);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useClipboard(builder);
}

/** The browser's own copy and paste, so steps travel between flows, tabs and windows without asking for a permission. */
function useClipboard(builder: Builder): void {
  useEffect(() => {
    let last = { text: "", times: 0 };
    const copy = (event: ClipboardEvent): boolean => {
      if (isTyping(event.target) || isBusy() || !getSelection()?.isCollapsed) return false;
      const clip = builder.copied();
      if (isEmptyClip(clip)) return false;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(clip));
      last = { text: "", times: 0 };
      return true;
    };
    const onCopy = (event: ClipboardEvent) => {
      if (copy(event))
        toast({ text: t("flows.copied", { count: builder.copied().nodes.length }), tone: "info" });
    };
    const onCut = (event: ClipboardEvent) => {
      if (builder.writes && copy(event)) builder.removeChosen();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || isBusy() || !builder.writes) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const clip = readClip(text);
      if (!clip || isEmptyClip(clip)) return;
      event.preventDefault();
      const times = last.text === text ? last.times + 1 : 0;
      last = { text, times };
      const corner = cornerOf(clip);
      const { x, y } = builder.middle();
      const shift = 32 * times;
      const by = {
        x: Math.round(x - 118 - corner.x + shift),
        y: Math.round(y - 48 - corner.y + shift),
      };
      builder.paste(clip, by);
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCut);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCut);
      document.removeEventListener("paste", onPaste);
    };
  }, []);
}
