import { signal } from "@preact/signals";
import { explain } from "../api.ts";

type Tone = "ok" | "bad" | "info";

export interface Toast {
  text: string;
  tone?: Tone;
  /** Typically undo. */
  action?: { label: string; run: () => void };
}

export interface Shown extends Toast {
  id: number;
}

export const shown = signal<Shown[]>([]);
let count = 0;

export function toast(message: Toast): void {
  shown.value = [...shown.value.slice(-2), { ...message, id: ++count }];
}

export const toastError = (error: unknown): void => toast({ text: explain(error), tone: "bad" });

export const dismiss = (id: number) => {
  shown.value = shown.value.filter((one) => one.id !== id);
};
