import { z } from "zod";
import { defineNode } from "../../node.ts";
import { holds, OPERATORS } from "../condition/rules.ts";
import { text } from "../fields.ts";

export const choice = defineNode({
  type: "switch",
  label: "Switch",
  group: "logic",
  icon: "split",
  summary: "By {field}",
  config: z.object({
    field: z
      .string()
      .min(1)
      .max(120)
      .default("message.text")
      .meta({ label: "Value", widget: "reference" }),
    cases: z
      .array(
        z.object({
          id: z.string().min(1).max(64).meta({ label: "Id", widget: "id" }),
          label: text("Label", 60),
          operator: z.enum(OPERATORS).default("equals").meta({ label: "Is" }),
          value: z.string().max(1000).default("").meta({ label: "Compared with", widget: "text" }),
        }),
      )
      .min(1)
      .max(20)
      .default([{ id: "first", label: "First", operator: "equals", value: "" }])
      .meta({ label: "Cases", widget: "cases" }),
  }),
  outputs: { otherwise: "Otherwise" },
  branches: { from: "cases", id: "id", label: "label" },
  run: ({ field, cases }, ctx) => {
    const actual = ctx.read(field);
    const found = cases.find(({ operator, value }) => holds(actual, operator, ctx.text(value)));
    return { go: found?.id ?? "otherwise", told: { value: actual ?? null } };
  },
});
