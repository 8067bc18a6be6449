import { FileText, Lock, Music, Timer, Upload, X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import type { Staged } from "./staged.ts";
import { summary } from "./words.ts";

export const ClosedWindow = ({ name, onNote }: { name: string; onNote: () => void }) => (
  <div class="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 py-3">
    <span class="grid size-9 shrink-0 place-items-center rounded-lg bg-warn-soft text-warn-ink">
      <Timer size={18} strokeWidth={1.9} aria-hidden="true" />
    </span>
    <p class="min-w-52 flex-1 text-sm">
      <span class="block font-semibold">{t("inbox.windowShut")}</span>
      <span class="text-ink-3">{t("inbox.windowShutBody", { name })}</span>
    </p>
    <Button size="sm" icon={<Lock size={14} strokeWidth={2} />} onClick={onNote}>
      {t("inbox.writeNote")}
    </Button>
  </div>
);

interface ReplyingProps {
  message: Message;
  name: string;
  onCancel: () => void;
}

export const ReplyingTo = ({ message, name, onCancel }: ReplyingProps) => (
  <div class="mx-3.5 mt-1.5 flex items-center gap-2 rounded-md border-s-[3px] border-brand bg-brand-soft ps-2.5 pe-1 text-sm">
    <span class="min-w-0 flex-1 py-1">
      <span class="block truncate font-semibold text-brand-ink">
        {message.direction === "outbound" ? t("inbox.you") : name}
      </span>
      <span dir="auto" class="block truncate text-ink-2">
        {summary(message)}
      </span>
    </span>
    <IconButton label={t("inbox.cancelReply")} icon={X} size={15} onClick={onCancel} />
  </div>
);

interface StagedProps {
  staged: readonly Staged[];
  onRemove: (one: Staged) => void;
}

export function StagedFiles({ staged, onRemove }: StagedProps) {
  if (staged.length === 0) return null;
  return (
    <ul aria-label={t("inbox.attachments")} class="flex flex-wrap gap-2 px-3.5 pt-2.5">
      {staged.map((one) => (
        <li
          key={one.id}
          class="flex max-w-56 items-center gap-2 rounded-lg border border-line bg-sunken p-1.5 text-sm"
        >
          {one.kind === "image" ? (
            <img src={one.url} alt="" class="size-9 rounded-md object-cover" />
          ) : (
            <span class="grid size-9 shrink-0 place-items-center rounded-md bg-brand-soft text-brand-ink">
              {one.kind === "audio" ? (
                <Music size={17} aria-hidden="true" />
              ) : (
                <FileText size={17} aria-hidden="true" />
              )}
            </span>
          )}
          <bdi class="min-w-0 flex-1 truncate">{one.file.name}</bdi>
          <IconButton
            label={t("common.remove", { name: one.file.name })}
            icon={X}
            size={14}
            onClick={() => onRemove(one)}
          />
        </li>
      ))}
    </ul>
  );
}

const hasFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes("Files") ?? false;

/** Files may be dropped anywhere on the page. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div class="pointer-events-none fixed inset-4 z-40 grid animate-fade-in place-items-center rounded-2xl border-2 border-dashed border-brand bg-surface/90 text-brand-ink">
      <p class="flex items-center gap-2 text-lg font-semibold">
        <Upload size={22} strokeWidth={1.9} aria-hidden="true" />
        {t("inbox.dropHere")}
      </p>
    </div>
  );
}
