import { z } from "zod";
import { defineNode } from "../../node.ts";

export const variable = defineNode({
  type: "variable",
  label: "Set variable",
  group: "actions",
  icon: "variable",
  summary: "{name} = {value}",
  config: z.object({
    name: z.string().min(1).max(64).default("").meta({ label: "Variable", widget: "variable" }),
    operation: z
      .enum(["set", "number", "add", "append", "clear"])
      .default("set")
      .meta({ label: "Do" }),
    value: z.string().max(4000).default("").meta({ label: "Value", widget: "text" }),
  }),
  outputs: { next: "Then" },
  run: ({ name, operation, value }, ctx) => {
    const before = ctx.read(name);
    const filled = ctx.text(value);
    const set = (to: unknown) => ({ set: { [name]: to }, go: "next" });
    switch (operation) {
      case "set":
        return set(filled);
      case "number":
        return set(numberOf(filled));
      case "add":
        return set(numberOf(before) + numberOf(filled));
      case "append":
        return set([...(Array.isArray(before) ? before : []), filled].slice(-200));
      case "clear":
        return set(null);
    }
  },
});

function numberOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}
