import { X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n.ts";

interface Props {
  url: string;
  caption: string | null;
  onClose: () => void;
}

export function PhotoViewer({ url, caption, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={t("phone.viewer")}
      class="size-full max-h-none max-w-none animate-fade-in flex-col items-center justify-center gap-3 border-0 bg-black/90 p-4 text-white open:flex"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <button
        type="button"
        aria-label={t("common.close")}
        class="absolute end-4 top-4 grid size-11 place-items-center rounded-full bg-white/15 hover:bg-white/25"
        onClick={onClose}
      >
        <X size={20} />
      </button>
      <img
        src={url}
        alt={caption ?? t("phone.photo")}
        class="max-h-[85dvh] max-w-full rounded-lg object-contain"
      />
      {caption && <p class="max-w-xl text-center">{caption}</p>}
    </dialog>
  );
}
