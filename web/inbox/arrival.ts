import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../src/messages/schema.ts";

const againMs = [2000, 6000, 20_000, 60_000];

/** A customer's file is announced before it has been fetched: what could not be drawn is tried again with the next news of its message, and a few times by itself. */
export function useArrival(message: Message): { missing: boolean; onError: () => void } {
  const [state, setState] = useState({ of: message, tries: 0, broken: false });
  const { of, tries, broken } = state;
  const missing = broken && of === message;
  useEffect(() => {
    const wait = missing ? againMs[tries] : undefined;
    if (wait === undefined) return;
    const timer = setTimeout(
      () => setState({ of: message, tries: tries + 1, broken: false }),
      wait,
    );
    return () => clearTimeout(timer);
  }, [missing, tries]);
  return {
    missing: missing || message.mediaUrl === null,
    onError: () => setState({ of: message, tries, broken: true }),
  };
}
