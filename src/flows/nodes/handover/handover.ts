import { z } from "zod";
import { type Act, defineNode } from "../../node.ts";
import { clip } from "../fields.ts";

export const handover = defineNode({
  type: "handover",
  label: "Hand over to a person",
  group: "handover",
  icon: "headset",
  summary: "{text}",
  role: "terminal",
  speaks: true,
  config: z.object({
    text: z.string().max(4096).default("").meta({ label: "Tell the contact", widget: "longtext" }),
    note: z.string().max(4000).default("").meta({ label: "Tell the team", widget: "longtext" }),
    to: z.enum(["leastBusy", "agent", "nobody"]).default("nobody").meta({ label: "Assign to" }),
    agentId: z
      .string()
      .max(36)
      .default("")
      .meta({ label: "Agent", widget: "agent", when: { to: ["agent"] } }),
    quietHours: z
      .int()
      .min(1)
      .max(24 * 30)
      .default(24)
      .meta({ label: "The bot keeps quiet for (hours)" }),
  }),
  outputs: {},
  run: ({ text, note, to, agentId, quietHours }, ctx) => {
    const [said, noted] = [clip(ctx.text(text), 4096), clip(ctx.text(note), 10_000)];
    const acts: Act[] = [{ act: "pause", hours: quietHours }];
    if (to !== "nobody") acts.push({ act: "assign", to, ...(to === "agent" ? { agentId } : {}) });
    if (noted.trim() !== "") acts.push({ act: "note", text: noted });
    return {
      ...(said.trim() === "" ? {} : { say: [{ type: "text", text: said, previewUrl: true }] }),
      acts,
      end: { label: "handed over", all: true },
    };
  },
});
