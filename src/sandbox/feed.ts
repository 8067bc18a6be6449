import { afterCommit } from "../db/index.ts";

const waiting = new Map<string, Set<() => void>>();

/** Tells open phone pages of this process to look, once the change is durable. */
export function ring(connectionId: string): void {
  afterCommit(() => {
    for (const wake of waiting.get(connectionId) ?? []) wake();
  });
}

/** Resolves when something changed here, or after a while: another node may have changed something. */
export function nextRing(
  connectionId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const set = waiting.get(connectionId) ?? new Set<() => void>();
    waiting.set(connectionId, set);
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      set.delete(done);
      if (set.size === 0 && waiting.get(connectionId) === set) waiting.delete(connectionId);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    set.add(done);
    if (signal.aborted) done();
    else signal.addEventListener("abort", done);
  });
}
