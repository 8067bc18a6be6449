import { z } from "zod";
import { defineNode } from "../../node.ts";

export const subflow = defineNode({
  type: "subflow",
  label: "Run another flow",
  group: "logic",
  icon: "workflow",
  summary: "{flowId}",
  config: z.object({
    flowId: z.string().min(1).max(36).default("").meta({ label: "Flow", widget: "flow" }),
  }),
  outputs: { next: "Afterwards" },
  run: ({ flowId }) => ({ enter: flowId }),
});
