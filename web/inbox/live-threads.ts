import { useEffect } from "preact/hooks";
import { onEvent } from "../realtime.ts";
import { showMessage, tellStatus } from "./messages.ts";
import { holdBack, outbox, restoreOutbox } from "./outbox.ts";

/** Keeps threads up to date while the inbox is open, and sends what waits; draws nothing. */
export function LiveThreads(): null {
  useEffect(() => {
    restoreOutbox();
    const offs = [
      onEvent("message:new", ({ message }) => {
        if (!holdBack(message)) showMessage(message);
      }),
      onEvent("message:updated", ({ message }) => showMessage(message)),
      onEvent("message:status", ({ messageId, conversationId, status, error }) =>
        tellStatus(conversationId, messageId, { status, error }),
      ),
    ];
    globalThis.addEventListener("beforeunload", warn);
    return () => {
      globalThis.removeEventListener("beforeunload", warn);
      for (const off of offs) off();
    };
  }, []);
  return null;
}

/** Text is kept, but a file on its way would be lost with the page. */
function warn(event: BeforeUnloadEvent): void {
  if (outbox.value.some(({ file, state }) => file && state !== "failed")) event.preventDefault();
}
