import { z } from "zod";
import { defineNode } from "../../node.ts";

export const jump = defineNode({
  type: "jump",
  label: "Go to step",
  group: "logic",
  icon: "corner-down-right",
  summary: "{nodeId}",
  role: "terminal",
  config: z.object({
    nodeId: z.string().min(1).max(64).default("").meta({ label: "Step", widget: "node" }),
  }),
  outputs: {},
  run: ({ nodeId }) => ({ jump: nodeId }),
});
