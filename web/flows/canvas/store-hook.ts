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
  const last = useRef<{ value: T } | null>(null);
  const read = (): T => {
    const value = selector(getState());
    if (last.current && isEqual(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(subscribe, read);
}
