import { type Signal, signal } from "@preact/signals";
import type { Draft } from "../graph/draft.ts";

export type SaveState = "saved" | "waiting" | "saving" | "failed" | "conflict";
export type Outcome<P> =
  | { is: "saved"; revision: number; problems: P }
  | { is: "conflict" }
  | { is: "failed"; again: boolean };

export interface AutosaveSettings<P> {
  /** Sends the draft, saying which revision it was made from. */
  send: (draft: Draft, revision: number) => Promise<Outcome<P>>;
  onSaved: (problems: P, draft: Draft) => void;
  restMs?: number;
  againMs?: number;
}

export interface Autosave {
  state: Signal<SaveState>;
  savedAt: Signal<Date | null>;
  revision: () => number;
  /** Notes a change; sent once it rests. */
  changed: (draft: Draft) => void;
  /** Sends what is not yet sent; true when nothing is left. */
  flush: () => Promise<boolean>;
  /** Goes on from another revision, after a conflict was settled. */
  rebase: (revision: number) => void;
  stop: () => void;
}

/** One save at a time; what changes meanwhile follows. After a conflict nothing is sent until somebody decides. */
export function autosave<P>(saved: Draft, start: number, settings: AutosaveSettings<P>): Autosave {
  const { send, onSaved, restMs = 700, againMs = 4000 } = settings;
  const state = signal<SaveState>("saved");
  const savedAt = signal<Date | null>(null);
  let revision = start;
  let latest = saved;
  let known = saved;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;

  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const once = async (): Promise<void> => {
    const draft = latest;
    state.value = "saving";
    const outcome = await send(draft, revision);
    if (outcome.is === "saved") {
      known = draft;
      revision = outcome.revision;
      savedAt.value = new Date();
      state.value = latest === known ? "saved" : "waiting";
      onSaved(outcome.problems, draft);
    } else if (outcome.is === "conflict") state.value = "conflict";
    else {
      state.value = "failed";
      if (outcome.again) later(againMs);
    }
  };
  const flush = async (): Promise<boolean> => {
    clearTimeout(timer);
    while (running) await running;
    while (latest !== known && state.value !== "conflict") {
      running = once();
      await running;
      running = null;
      if (state.value === "failed") return false;
    }
    return latest === known;
  };
  return {
    state,
    savedAt,
    revision: () => revision,
    changed: (draft) => {
      if (draft === latest) return;
      latest = draft;
      if (state.value === "conflict") return;
      if (!running) state.value = latest === known ? "saved" : "waiting";
      if (latest !== known) later(restMs);
    },
    flush,
    rebase: (to) => {
      revision = to;
      state.value = latest === known ? "saved" : "waiting";
      if (latest !== known) later(0);
    },
    stop: () => clearTimeout(timer),
  };
}
