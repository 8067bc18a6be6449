import { type PlainKey, t } from "../i18n/i18n.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

const keys: [key: string, what: PlainKey][] = [
  ["J", "inbox.keyNext"],
  ["K", "inbox.keyPrevious"],
  ["R", "inbox.keyReply"],
  ["N", "inbox.keyNote"],
  ["E", "inbox.keyResolve"],
  ["/", "inbox.keySearch"],
  ["Enter", "inbox.keySend"],
  ["Shift + Enter", "inbox.keyLine"],
  ["Esc", "inbox.keyLeave"],
  ["?", "inbox.keyHelp"],
];

export const Shortcuts = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("inbox.shortcuts")} size="sm" onClose={onClose}>
    <dl class="flex flex-col divide-y divide-line">
      {keys.map(([key, what]) => (
        <div key={key} class="flex items-center justify-between gap-4 py-2 text-sm">
          <dt class="text-ink-2">{t(what)}</dt>
          <dd>
            <Kbd>{key}</Kbd>
          </dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
