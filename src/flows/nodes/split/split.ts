import { z } from "zod";
import { defineNode } from "../../node.ts";
import { text } from "../fields.ts";

export const split = defineNode({
  type: "split",
  label: "Split",
  group: "logic",
  icon: "percent",
  summary: "Divide by share",
  config: z.object({
    parts: z
      .array(
        z.object({
          id: z.string().min(1).max(64).meta({ label: "Id", widget: "id" }),
          label: text("Label", 60),
          percent: z.number().min(0).max(100).default(50).meta({ label: "Share in %" }),
        }),
      )
      .min(2)
      .max(10)
      .default([
        { id: "a", label: "A", percent: 50 },
        { id: "b", label: "B", percent: 50 },
      ])
      .meta({ label: "Parts", widget: "parts-percent" }),
  }),
  outputs: {},
  branches: { from: "parts", id: "id", label: "label" },
  run: ({ parts }, ctx) => {
    const total = parts.reduce((sum, { percent }) => sum + percent, 0);
    let left = ctx.chance() * total;
    const found = parts.find(({ percent }) => (left -= percent) < 0) ?? parts.at(-1);
    return { go: found?.id ?? "", told: { part: found?.label ?? null } };
  },
});
