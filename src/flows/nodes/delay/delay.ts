import { z } from "zod";
import { nextOpening, nextTimeOfDay } from "../../hours.ts";
import { defineNode } from "../../node.ts";

const MINUTE_MS = 60_000;

export const delay = defineNode({
  type: "delay",
  label: "Wait",
  group: "logic",
  icon: "hourglass",
  summary: "{mode} {minutes}",
  waits: "time",
  config: z.object({
    mode: z
      .enum(["duration", "time_of_day", "business_hours"])
      .default("duration")
      .meta({ label: "Until" }),
    minutes: z
      .number()
      .min(0)
      .max(30 * 24 * 60)
      .default(5)
      .meta({ label: "Minutes", widget: "duration", when: { mode: ["duration"] } }),
    at: z
      .string()
      .max(5)
      .default("09:00")
      .meta({
        label: "Time of day, in the contact's zone",
        widget: "time",
        when: { mode: ["time_of_day"] },
      }),
  }),
  outputs: { next: "Afterwards" },
  run: ({ mode, minutes, at }, { now, timezone, businessHours }) => {
    const until =
      mode === "duration"
        ? new Date(now.getTime() + minutes * MINUTE_MS)
        : mode === "time_of_day"
          ? nextTimeOfDay(now, at, timezone)
          : nextOpening(now, businessHours, timezone);
    if (until.getTime() <= now.getTime()) return { go: "next" };
    return { wait: { for: "time", until }, told: { until: until.toISOString() } };
  },
  resume: () => ({ go: "next" }),
});
