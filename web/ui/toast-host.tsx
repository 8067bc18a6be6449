import { CircleAlert, CircleCheck, Info, X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "./icon-button.tsx";
import { type Shown, dismiss, shown } from "./toast.ts";

const lifeMs = 6000;
const icons = { ok: CircleCheck, bad: CircleAlert, info: Info } as const;
const tints = { ok: "text-ok", bad: "text-bad", info: "text-info" } as const;

export function ToastHost() {
  const ref = useRef<HTMLDivElement>(null);
  const any = shown.value.length > 0;
  // In the top layer, so that a dialog does not cover it.
  useEffect(() => {
    if (any) ref.current?.showPopover();
    else ref.current?.hidePopover();
  }, [any, shown.value]);
  return (
    <div
      ref={ref}
      popover="manual"
      role="region"
      aria-label={t("common.notifications")}
      class="fixed start-auto end-4 bottom-4 w-[min(24rem,calc(100%-2rem))] border-0 bg-transparent p-0 max-md:bottom-20"
    >
      <ol aria-live="polite" class="flex flex-col gap-2">
        {shown.value.map((one) => (
          <ToastRow key={one.id} one={one} />
        ))}
      </ol>
    </div>
  );
}

function ToastRow({ one }: { one: Shown }) {
  const { id, text, tone = "ok", action } = one;
  const paused = useRef(false);
  useEffect(() => {
    let left = lifeMs;
    const timer = setInterval(() => {
      if (!paused.current && (left -= 250) <= 0) dismiss(id);
    }, 250);
    return () => clearInterval(timer);
  }, [id]);
  const Glyph = icons[tone];
  return (
    <li
      class="flex animate-slide-up items-center gap-3 rounded-xl border border-line bg-raised py-2 ps-4 pe-2 text-sm text-ink shadow-lg"
      onPointerEnter={() => (paused.current = true)}
      onPointerLeave={() => (paused.current = false)}
      onFocusIn={() => (paused.current = true)}
      onFocusOut={() => (paused.current = false)}
    >
      <Glyph size={18} strokeWidth={2} class={`shrink-0 ${tints[tone]}`} aria-hidden="true" />
      <span class="min-w-0 flex-1 py-1.5">{text}</span>
      {action && (
        <button
          type="button"
          class="min-h-8 rounded-md px-2 font-semibold text-brand-ink hover:bg-brand-soft max-md:min-h-11"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton label={t("common.dismiss")} icon={X} size={15} onClick={() => dismiss(id)} />
    </li>
  );
}
