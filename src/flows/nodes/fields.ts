import { z } from "zod";

/** Texts people write, with `{{variables}}`. */
export const text = (label: string, max: number, min = 1) =>
  z.string().min(min).max(max).meta({ label, widget: "text" });
export const longText = (label: string, max: number, min = 1) =>
  z.string().min(min).max(max).meta({ label, widget: "longtext" });
/** Name of the variable a value is kept in; empty for none. */
export const target = (label = "Save as") =>
  z.string().max(64).default("").meta({ label, widget: "variable" });
export const footer = z.string().max(60).default("").meta({ label: "Footer", widget: "text" });
export const header = z.string().max(60).default("").meta({ label: "Header", widget: "text" });
/** Zero waits as long as the flow does. */
export const timeout = z
  .int()
  .min(0)
  .max(30 * 24 * 60)
  .default(0)
  .meta({ label: "Give up after (minutes)", widget: "duration" });
export const retries = z.int().min(0).max(5).default(2).meta({ label: "Ask again at most" });

const MINUTE_MS = 60_000;
export const inMinutes = (now: Date, minutes: number): Date | null =>
  minutes > 0 ? new Date(now.getTime() + minutes * MINUTE_MS) : null;

/** WhatsApp refuses what is longer; variables may have made it so. */
export const clip = (value: string, max: number): string =>
  value.length <= max ? value : `${value.slice(0, max - 1)}…`;
