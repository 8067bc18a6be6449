import { FileText, Image, ListChecks, Mic, Reply, Video } from "lucide-preact";
import { t } from "../../i18n/i18n.ts";
import type { Icon } from "../../ui/icon-button.tsx";
import type { KindInfo } from "../builder/kinds.ts";
import { valueWord } from "../graph/words.ts";
import { MarkedText } from "./marked-text.tsx";
import { type Shown, shownOf } from "./shown.ts";

const mediaIcons: Record<string, Icon> = {
  image: Image,
  video: Video,
  audio: Mic,
  document: FileText,
};

/** The messages of a step as WhatsApp will show them, while they are written. */
export function Preview({ kind, data }: { kind: KindInfo; data: Record<string, unknown> }) {
  const shown = shownOf(kind, data);
  if (shown.length === 0) return null;
  return (
    <section aria-label={t("flows.preview")}>
      <h3 class="mb-1.5 text-sm font-medium text-ink-2">{t("flows.preview")}</h3>
      <div class="flex flex-col items-start gap-1.5 rounded-xl bg-thread p-3">
        {shown.map((message, at) => (
          <ShownMessage key={at} message={message} />
        ))}
      </div>
    </section>
  );
}

export function ShownMessage({ message }: { message: Shown }) {
  const { media, header, body, footer, buttons, opens, rows } = message;
  return (
    <div class="max-w-full min-w-32 overflow-hidden rounded-xl rounded-ss-sm border border-line bg-bubble-in text-sm shadow-xs">
      {media && <MediaBox kind={media} />}
      {(header || body || footer) && (
        <div class="px-3 py-2">
          {header && (
            <p dir="auto" class="font-semibold">
              <MarkedText text={header} />
            </p>
          )}
          {body && (
            <p dir="auto" class="break-words whitespace-pre-wrap">
              <MarkedText text={body} />
            </p>
          )}
          {footer && (
            <p dir="auto" class="mt-1 text-xs text-ink-3">
              <MarkedText text={footer} />
            </p>
          )}
        </div>
      )}
      {buttons.map((title, at) => (
        <p
          key={at}
          dir="auto"
          class="flex items-center justify-center gap-1.5 border-t border-line px-3 py-1.5 font-semibold text-brand-ink"
        >
          <Reply size={14} strokeWidth={2} aria-hidden="true" />
          <MarkedText text={title || "–"} />
        </p>
      ))}
      {opens && (
        <div class="border-t border-line text-brand-ink">
          <p class="flex items-center justify-center gap-1.5 px-3 py-1.5 font-semibold">
            <ListChecks size={14} strokeWidth={2} aria-hidden="true" />
            <MarkedText text={opens} />
          </p>
          <ul class="divide-y divide-line border-t border-line text-ink">
            {rows.map(({ title, description }, at) => (
              <li key={at} dir="auto" class="px-3 py-1.5">
                <span class="block font-medium">
                  <MarkedText text={title || "–"} />
                </span>
                {description && <span class="block text-xs text-ink-3">{description}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function MediaBox({ kind }: { kind: string }) {
  const Glyph = mediaIcons[kind] ?? FileText;
  return (
    <div class="grid h-24 min-w-48 place-content-center justify-items-center gap-1 bg-canvas text-xs text-ink-3">
      <Glyph size={24} strokeWidth={1.6} aria-hidden="true" />
      {valueWord(kind)}
    </div>
  );
}
