import { z } from "zod";
import { defineNode } from "../../node.ts";

export const consent = defineNode({
  type: "consent",
  label: "Opt in or out",
  group: "actions",
  icon: "shield-check",
  summary: "Opt {wants}",
  config: z.object({
    wants: z.enum(["in", "out"]).default("out").meta({ label: "The contact opts" }),
  }),
  outputs: { next: "Then" },
  run: ({ wants }) => ({ acts: [{ act: "consent", wants: wants === "in" }], go: "next" }),
});
