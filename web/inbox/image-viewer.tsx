import { Download } from "lucide-preact";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { formatDateTime } from "../lib/format.ts";
import { buttonClass } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export const ImageViewer = ({ message, onClose }: { message: Message; onClose: () => void }) => (
  <Dialog
    title={formatDateTime(message.sentAt)}
    size="lg"
    onClose={onClose}
    footer={
      message.mediaUrl && (
        <a href={message.mediaUrl} download class={buttonClass()}>
          <Download size={16} strokeWidth={2} aria-hidden="true" />
          {t("inbox.download")}
        </a>
      )
    }
  >
    {message.mediaUrl && (
      <img
        src={message.mediaUrl}
        alt={message.content ?? t("inbox.kindImage")}
        class="mx-auto max-h-[60dvh] rounded-lg object-contain"
      />
    )}
    {message.content && (
      <p dir="auto" class="mt-3 whitespace-pre-wrap">
        {message.content}
      </p>
    )}
  </Dialog>
);
