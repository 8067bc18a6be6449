import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { IconButton } from "./icon-button.tsx";

const widths = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-2xl" } as const;

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  size?: keyof typeof widths;
}

/** Draw it to open it, stop drawing it to close it. Esc, the cross and a click outside ask to close. */
export function Dialog({ title, onClose, children, footer, size = "md" }: Props) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      class={`w-[calc(100%-2rem)] ${widths[size]} max-h-[min(85dvh,48rem)] animate-scale-in flex-col overflow-hidden rounded-2xl border border-line bg-raised p-0 text-ink shadow-lg open:flex max-md:mb-0 max-md:w-full max-md:max-w-full max-md:animate-slide-up max-md:rounded-b-none`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <header class="flex items-center gap-3 ps-6 pe-3.5 pt-4 pb-2">
        <h2 id={id} class="min-w-0 flex-1 font-display text-lg font-semibold">
          {title}
        </h2>
        <IconButton label={t("common.close")} icon={X} onClick={onClose} />
      </header>
      <div class="min-h-0 overflow-y-auto px-6 pb-6">{children}</div>
      {footer && (
        <footer class="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-6 py-3.5 max-md:pb-[max(0.875rem,env(safe-area-inset-bottom))]">
          {footer}
        </footer>
      )}
    </dialog>
  );
}
