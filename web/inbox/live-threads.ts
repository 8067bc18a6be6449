import { useEffect } from "preact/hooks";
import { onEvent } from "../realtime.ts";
import { patchMessage, showMessage } from "./messages.ts";
import { holdBack, restoreOutbox } from "./outbox.ts";
import { isLater } from "./status-order.ts";

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
        patchMessage(conversationId, messageId, (one) =>
          isLater(one.status, status) || error ? { status, error } : {},
        ),
      ),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, []);
  return null;
}
