import { signal } from "@preact/signals";
import { CloudOff, WifiOff } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { liveness } from "../realtime.ts";
import { Banner } from "../ui/banner.tsx";

export const online = signal(navigator.onLine);
addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));

const patienceMs = 4000;

/** Silent through a short interruption; people only need to know of a long one. */
export function ConnectionBanner() {
  const interrupted = liveness.value === "waiting" || liveness.value === "connecting";
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!interrupted) return setLate(false);
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [interrupted]);

  if (!online.value)
    return (
      <Banner tone="warn" icon={WifiOff} class="rounded-none">
        {t("common.offline")}
      </Banner>
    );
  return late ? (
    <Banner tone="warn" icon={CloudOff} class="rounded-none">
      {t("common.reconnecting")}
    </Banner>
  ) : null;
}
