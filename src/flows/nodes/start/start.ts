import { z } from "zod";
import { defineNode } from "../../node.ts";
import { Trigger } from "../../trigger.ts";

export const start = defineNode({
  type: "start",
  label: "Start",
  group: "start",
  icon: "zap",
  summary: "{triggers.length} triggers",
  role: "start",
  config: z.object({
    triggers: z
      .array(Trigger)
      .max(20)
      .default([])
      .meta({ label: "Starts when", widget: "triggers" }),
  }),
  outputs: { next: "Then" },
  run: () => ({ go: "next" }),
});
