import { Check, CheckCheck, CircleAlert, Clock3 } from "lucide-preact";
import { type PlainKey, t } from "../i18n/i18n.ts";

const looks = {
  queued: [Clock3, "inbox.sending"],
  sending: [Clock3, "inbox.sending"],
  sent: [Check, "inbox.sent"],
  delivered: [CheckCheck, "inbox.delivered"],
  read: [CheckCheck, "inbox.read"],
  failed: [CircleAlert, "inbox.failed"],
  unsure: [CircleAlert, "inbox.unsure"],
} as const satisfies Record<string, readonly [typeof Check, PlainKey]>;

const isKnown = (status: string): status is keyof typeof looks => status in looks;

interface Props {
  status: string | null;
  /** On a filled bubble the colours differ. */
  filled?: boolean;
}

export function Ticks({ status, filled = false }: Props) {
  if (!status || !isKnown(status)) return null;
  const [Glyph, label] = looks[status];
  const tint =
    status === "read"
      ? filled
        ? "text-tick-read"
        : "text-info"
      : status === "failed" && !filled
        ? "text-bad"
        : filled
          ? ""
          : "text-ink-3";
  return (
    <span class={`shrink-0 ${tint}`} role="img" aria-label={t(label)}>
      <Glyph size={14} strokeWidth={2.3} aria-hidden="true" />
    </span>
  );
}
