import { z } from "zod";
import { defineNode } from "../../node.ts";
import { clip, text } from "../fields.ts";

export const template = defineNode({
  type: "template",
  label: "Send template",
  group: "messages",
  icon: "layout-template",
  summary: "{name}",
  config: z.object({
    name: z.string().min(1).max(512).default("").meta({ label: "Template", widget: "template" }),
    language: z.string().min(2).max(12).default("en").meta({ label: "Language" }),
    parameters: z
      .array(text("Value", 1024))
      .max(30)
      .default([])
      .meta({ label: "Values of {{1}}, {{2}} …" }),
    headerText: z.string().max(60).default("").meta({ label: "Header value", widget: "text" }),
  }),
  outputs: { next: "Then" },
  run: ({ name, language, parameters, headerText }, ctx) => {
    const value = (source: string) => ({ type: "text", text: clip(ctx.text(source), 1024) || "-" });
    const components = [
      ...(headerText === "" ? [] : [{ type: "header", parameters: [value(headerText)] }]),
      ...(parameters.length === 0 ? [] : [{ type: "body", parameters: parameters.map(value) }]),
    ];
    return { say: [{ type: "template", name, language, components }], go: "next" };
  },
});
