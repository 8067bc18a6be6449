import { signal } from "@preact/signals";
import type { Message } from "../../src/messages/schema.ts";
import { t } from "../i18n/i18n.ts";
import { me } from "../lib/session.ts";
import { toast } from "../ui/toast.ts";
import { knownConversation } from "./conversations.ts";
import { nameOf, summary } from "./words.ts";

const storageKey = "wc.alerts";
const permitted = (): boolean =>
  typeof Notification !== "undefined" && Notification.permission === "granted";

export const canAlert = typeof Notification !== "undefined";
/** Wished for on this device; the browser has the last word. */
export const alerts = signal(
  typeof localStorage !== "undefined" && localStorage.getItem(storageKey) === "1" && permitted(),
);

export async function toggleAlerts(): Promise<void> {
  const on = !alerts.value && (await Notification.requestPermission()) === "granted";
  if (!alerts.value && !on) toast({ text: t("inbox.alertsRefused"), tone: "bad" });
  alerts.value = on;
  localStorage.setItem(storageKey, on ? "1" : "0");
}

/** Somebody who looks at the page sees it anyway, and colleagues answer their own. */
export function alertOf(message: Message, go: (path: string) => void): void {
  const conversation = knownConversation(message.conversationId);
  const agent = conversation?.assignedAgentId ?? null;
  const others = agent !== null && agent !== me.value?.user.id;
  if (!alerts.value || message.direction !== "inbound" || !document.hidden || others) return;
  const note = new Notification(conversation ? nameOf(conversation) : t("shell.inbox"), {
    body: summary(message),
    tag: message.conversationId,
  });
  note.onclick = () => {
    window.focus();
    go(`/inbox/${message.conversationId}`);
    note.close();
  };
  chime();
}

/** Two short tones, so that no sound file has to be loaded. */
function chime(): void {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.06;
  volume.connect(context.destination);
  for (const [at, pitch] of [660, 880].entries()) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + at * 0.12);
    tone.stop(context.currentTime + at * 0.12 + 0.1);
    if (at === 1) tone.onended = () => void context.close();
  }
}
