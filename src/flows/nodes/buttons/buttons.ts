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

export const buttons = defineNode({
  type: "buttons",
  label: "Button choice",
  group: "ask",
  icon: "list-checks",
  summary: "{body}",
  waits: "answer",
  speaks: true,
  config: z.object({
    header,
    body: longText("Question", 1024).default(""),
    footer,
    buttons: z
      .array(
        z.object({
          id: z.string().min(1).max(200).meta({ label: "Id", widget: "id" }),
          title: text("Button", 20),
        }),
      )
      .min(1)
      .max(3)
      .default([
        { id: "yes", title: "Yes" },
        { id: "no", title: "No" },
      ])
      .meta({ label: "Buttons", widget: "options" }),
    saveTo: target("Save the answer as"),
    retries,
    retryText: longText("When the answer is something else", 4096, 0).default(
      "Please tap one of the buttons.",
    ),
    timeoutMinutes: timeout,
  }),
  outputs: { other: "Something else", timeout: "No answer" },
  optional: ["other", "timeout"],
  branches: { from: "buttons", id: "id", label: "title" },
  run: (config, ctx) => {
    const [top, bottom] = [ctx.text(config.header), ctx.text(config.footer)];
    const interactive = {
      type: "button" as const,
      ...(top.trim() === "" ? {} : { header: { type: "text" as const, text: clip(top, 60) } }),
      body: clip(ctx.text(config.body), 1024),
      ...(bottom.trim() === "" ? {} : { footer: clip(bottom, 60) }),
      buttons: config.buttons.map(({ id, title }) => ({ id, title: clip(ctx.text(title), 20) })),
    };
    return {
      say: [{ type: "interactive", interactive }],
      wait: { for: "answer", until: inMinutes(ctx.now, config.timeoutMinutes) },
    };
  },
  resume: (config, ctx, signal) => {
    const options = config.buttons.map(({ id, title }) => ({ id, title: ctx.text(title) }));
    return choose({ ...config, options }, ctx, signal);
  },
});
