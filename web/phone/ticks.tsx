import { Check, CheckCheck } from "lucide-preact";
import { t } from "../i18n/i18n.ts";
import type { PhoneMessage } from "./merge.ts";

const words = {
  sent: "phone.statusSent",
  delivered: "phone.statusDelivered",
  read: "phone.statusRead",
  failed: "phone.statusSent",
} as const;

export function Ticks({ status }: { status: PhoneMessage["status"] }) {
  const Glyph = status === "sent" ? Check : CheckCheck;
  return (
    <span class={status === "read" ? "text-tick-read" : "text-white/85"}>
      <Glyph size={15} strokeWidth={2.3} aria-hidden="true" />
      <span class="sr-only">{t(words[status])}</span>
    </span>
  );
}
