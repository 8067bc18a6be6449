import { z } from "zod";
import { defineNode } from "../../node.ts";
import { holds, OPERATORS } from "./rules.ts";

const Match = z.enum(["all", "any"]).default("all").meta({ label: "Match" });
const Rule = z.object({
  /** `contact.name`, `contact.fields.city`, a variable, `now.weekday`, `now.isOpen` … */
  field: z.string().min(1).max(120).meta({ label: "Value", widget: "reference" }),
  operator: z.enum(OPERATORS).default("equals").meta({ label: "Is" }),
  value: z.string().max(1000).default("").meta({ label: "Compared with", widget: "text" }),
});

export const condition = defineNode({
  type: "condition",
  label: "Condition",
  group: "logic",
  icon: "git-branch",
  summary: "{groups.0.rules.0.field}",
  config: z.object({
    match: Match,
    groups: z
      .array(z.object({ match: Match, rules: z.array(Rule).min(1).max(20) }))
      .min(1)
      .max(10)
      .default([
        { match: "all", rules: [{ field: "message.text", operator: "equals", value: "" }] },
      ])
      .meta({ label: "Rules", widget: "rules" }),
  }),
  outputs: { yes: "Yes", no: "Otherwise" },
  run: ({ match, groups }, ctx) => {
    const results = groups.map((group) =>
      group.rules.map(({ field, operator, value }) =>
        holds(ctx.read(field), operator, ctx.text(value)),
      ),
    );
    const isTrue = (how: "all" | "any", list: readonly boolean[]): boolean =>
      how === "all" ? list.every(Boolean) : list.some(Boolean);
    const yes = isTrue(
      match,
      groups.map((group, i) => isTrue(group.match, results[i] ?? [])),
    );
    return { go: yes ? "yes" : "no", told: { results } };
  },
});
