import { Bell, BellOff } from "lucide-preact";
import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { onEvent } from "../realtime.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { alertOf, alerts, canAlert, toggleAlerts } from "./alerts.ts";

/** Turns notifications on this device on and off, and shows them. */
export function AlertsButton() {
  const { route } = useLocation();
  useEffect(() => onEvent("message:new", ({ message }) => alertOf(message, route)), []);
  if (!canAlert) return null;
  return (
    <IconButton
      label={t(alerts.value ? "inbox.alertsOff" : "inbox.alertsOn")}
      icon={alerts.value ? Bell : BellOff}
      onClick={() => void toggleAlerts()}
    />
  );
}
