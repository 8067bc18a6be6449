export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** Changes of the same kind in quick succession are one step back. */
  last: { kind: string; at: number } | null;
}

const LIMIT = 100;
const TOGETHER_MS = 1200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], last: null });

export function change<T>(
  history: History<T>,
  next: T,
  kind: string | null = null,
  at = Date.now(),
): History<T> {
  if (Object.is(next, history.now)) return history;
  const { last } = history;
  const mark = kind === null ? null : { kind, at };
  if (last && last.kind === kind && at - last.at < TOGETHER_MS && history.future.length === 0)
    return { ...history, now: next, last: mark };
  return { past: [...history.past, history.now].slice(-LIMIT), now: next, future: [], last: mark };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    now: before,
    future: [history.now, ...history.future],
    last: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, last: null };
}
