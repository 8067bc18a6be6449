import { z } from "zod";
import { defineNode } from "../../node.ts";
import { choose } from "../choice.ts";
import {
  clip,
  footer,
  header,
  inMinutes,
  longText,
  retries,
  target,
  text,
  timeout,
} from "../fields.ts";

const Row = z.object({
  id: z.string().min(1).max(200).meta({ label: "Id", widget: "id" }),
  title: text("Title", 24),
  description: z.string().max(72).default("").meta({ label: "Description", widget: "text" }),
  section: z.string().max(24).default("").meta({ label: "Section" }),
});

export const list = defineNode({
  type: "list",
  label: "List choice",
  group: "ask",
  icon: "list",
  summary: "{body}",
  waits: "answer",
  speaks: true,
  config: z.object({
    header,
    body: longText("Question", 4096).default(""),
    footer,
    button: text("Text of the list's button", 20).default("Choose"),
    rows: z
      .array(Row)
      .min(1)
      .max(10)
      .default([{ id: "first", title: "First", description: "", section: "" }])
      .meta({ label: "Rows", widget: "options" }),
    saveTo: target("Save the answer as"),
    retries,
    retryText: longText("When the answer is something else", 4096, 0).default(
      "Please choose from the list.",
    ),
    timeoutMinutes: timeout,
  }),
  outputs: { other: "Something else", timeout: "No answer" },
  optional: ["other", "timeout"],
  branches: { from: "rows", id: "id", label: "title" },
  run: (config, ctx) => {
    const [top, bottom] = [ctx.text(config.header), ctx.text(config.footer)];
    const sections = [...Map.groupBy(config.rows, ({ section }) => section)].map(
      ([title, rows]) => ({
        // WhatsApp wants a title as soon as there are two sections.
        title: title === "" ? "More" : title,
        rows: rows.map((row) => ({
          id: row.id,
          title: clip(ctx.text(row.title), 24),
          ...(row.description === "" ? {} : { description: clip(ctx.text(row.description), 72) }),
        })),
      }),
    );
    const interactive = {
      type: "list" as const,
      ...(top.trim() === "" ? {} : { header: { type: "text" as const, text: clip(top, 60) } }),
      body: clip(ctx.text(config.body), 4096),
      ...(bottom.trim() === "" ? {} : { footer: clip(bottom, 60) }),
      button: clip(ctx.text(config.button), 20),
      sections: sections.length === 1 ? sections.map(({ rows }) => ({ rows })) : sections,
    };
    return {
      say: [{ type: "interactive", interactive }],
      wait: { for: "answer", until: inMinutes(ctx.now, config.timeoutMinutes) },
    };
  },
  resume: (config, ctx, signal) => {
    const options = config.rows.map(({ id, title }) => ({ id, title: ctx.text(title) }));
    return choose({ ...config, options }, ctx, signal);
  },
});
