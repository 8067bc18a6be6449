import { clock } from "./clock.ts";

interface Entry<T> {
  until: number;
  value: Promise<T>;
}

export interface ShortCache<T> {
  get(key: string, load: () => Promise<T>): Promise<T>;
  forget(key: string): void;
  clear(): void;
}

/** Remembers for a few seconds; callers at the same moment share one load, failures are not kept. */
export function shortCache<T>(ttlMs: number, max = 10_000): ShortCache<T> {
  const entries = new Map<string, Entry<T>>();
  return {
    get(key, load) {
      const known = entries.get(key);
      if (known && known.until > clock.ms()) return known.value;
      const value = load();
      const entry = { until: clock.ms() + ttlMs, value };
      entries.delete(key);
      entries.set(key, entry);
      value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      if (entries.size > max) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
      return value;
    },
    forget: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
