import { useEffect, useRef } from "preact/hooks";
import { placeBeside } from "./position.ts";

const delayMs = 450;

/** One bubble for every `data-tip` in the page; the tip repeats the control's name, so it is not read out. */
export function TooltipHost() {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      if (ref.current?.matches(":popover-open")) ref.current.hidePopover();
    };
    const show = (event: Event) => {
      hide();
      const anchor = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
      if (!anchor || (event.type === "focusin" && !anchor.matches(":focus-visible"))) return;
      timer = setTimeout(() => {
        if (!ref.current || !anchor.isConnected || anchor.getAttribute("aria-expanded") === "true")
          return;
        ref.current.textContent = anchor.getAttribute("data-tip");
        ref.current.showPopover();
        placeBeside(anchor, ref.current);
      }, delayMs);
    };
    const events = ["pointerdown", "focusout", "keydown", "scroll"] as const;
    document.addEventListener("pointerover", show);
    document.addEventListener("focusin", show);
    for (const name of events) document.addEventListener(name, hide, true);
    return () => {
      hide();
      document.removeEventListener("pointerover", show);
      document.removeEventListener("focusin", show);
      for (const name of events) document.removeEventListener(name, hide, true);
    };
  }, []);
  return (
    <div
      ref={ref}
      popover="manual"
      aria-hidden="true"
      class="pointer-events-none fixed rounded-md border-0 bg-ink px-2 py-1 text-xs font-medium text-canvas shadow-md max-md:hidden"
    />
  );
}
