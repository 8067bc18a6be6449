import { z } from "zod";
import { defineNode } from "../../node.ts";

export const field = defineNode({
  type: "field",
  label: "Set field",
  group: "actions",
  icon: "square-pen",
  summary: "{name} = {value}",
  config: z.object({
    name: z
      .string()
      .min(1)
      .max(64)
      .default("")
      .meta({ label: "Field of the contact", widget: "contact-field" }),
    value: z
      .string()
      .max(2000)
      .default("")
      .meta({ label: "Value (empty removes it)", widget: "text" }),
  }),
  outputs: { next: "Then" },
  run: ({ name, value }, ctx) => {
    const filled = ctx.text(value);
    return { acts: [{ act: "field", name, value: filled === "" ? null : filled }], go: "next" };
  },
});
