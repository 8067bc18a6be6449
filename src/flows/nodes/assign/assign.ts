import { z } from "zod";
import { defineNode } from "../../node.ts";

export const assign = defineNode({
  type: "assign",
  label: "Assign agent",
  group: "handover",
  icon: "user-plus",
  summary: "{to}",
  config: z.object({
    to: z.enum(["agent", "leastBusy", "nobody"]).default("leastBusy").meta({ label: "To" }),
    agentId: z
      .string()
      .max(36)
      .default("")
      .meta({ label: "Agent", widget: "agent", when: { to: ["agent"] } }),
  }),
  outputs: { next: "Then" },
  run: ({ to, agentId }) => ({
    acts: [{ act: "assign", to, ...(to === "agent" ? { agentId } : {}) }],
    go: "next",
  }),
});
