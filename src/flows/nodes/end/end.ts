import { z } from "zod";
import { defineNode } from "../../node.ts";

export const end = defineNode({
  type: "end",
  label: "End",
  group: "handover",
  icon: "flag",
  summary: "{label}",
  role: "terminal",
  config: z.object({
    /** Results are counted by it. */
    label: z.string().max(60).default("").meta({ label: "Count as" }),
    resolve: z.boolean().default(false).meta({ label: "Resolve the conversation" }),
  }),
  outputs: {},
  run: ({ label, resolve }) => ({
    ...(resolve ? { acts: [{ act: "resolve" }] } : {}),
    end: { label: label === "" ? "completed" : label },
  }),
});
