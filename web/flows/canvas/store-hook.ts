import { useRef, useSyncExternalStore } from "preact/compat";

/** What React Flow uses of `zustand/traditional`. Its own module takes all of React's surface along, on every page. */
type Listener<S> = (now: S, before: S) => void;
interface Api<S> {
  getState: () => S;
  getInitialState: () => S;
  setState: (part: Partial<S> | ((state: S) => Partial<S>), replace?: boolean) => void;
  subscribe: (listener: Listener<S>) => () => void;
}
type Creator<S extends object> = (set: Api<S>["setState"], get: () => S, api: Api<S>) => S;

export function createWithEqualityFn<S extends object>(create: Creator<S>): Api<S> {
  const listeners = new Set<Listener<S>>();
  const setState: Api<S>["setState"] = (part) => {
    const next = typeof part === "function" ? part(state) : part;
    if (Object.is(next, state)) return;
    const before = state;
    state = Object.assign({}, state, next);
    for (const listener of listeners) listener(state, before);
  };
  const api: Api<S> = {
    getState: () => state,
    getInitialState: () => initial,
    setState,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const initial = create(setState, api.getState, api);
  let state = initial;
  return api;
}

export function useStoreWithEqualityFn<S, T>(
  { subscribe, getState }: Api<S>,
  selector: (state: S) => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  const last = useRef<{ state: S; by: typeof selector; value: T } | null>(null);
  // A selector may make a new object each time: it is asked once for each state, or drawing would never end.
  const read = (): T => {
    const state = getState();
    const known = last.current;
    if (known && known.state === state && known.by === selector) return known.value;
    const found = selector(state);
    const value = known && isEqual(known.value, found) ? known.value : found;
    last.current = { state, by: selector, value };
    return value;
  };
  return useSyncExternalStore(subscribe, read);
}
