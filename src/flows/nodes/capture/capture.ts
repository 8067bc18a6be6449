import { z } from "zod";
import { defineNode } from "../../node.ts";
import { clip, inMinutes, longText, retries, target, timeout } from "../fields.ts";
import { readAnswer } from "./answer.ts";

export const capture = defineNode({
  type: "capture",
  label: "Capture reply",
  group: "ask",
  icon: "text-cursor-input",
  summary: "Save the reply to {saveTo}",
  waits: "answer",
  speaks: true,
  config: z.object({
    question: longText("Question (empty: only listen)", 4096, 0).default(""),
    answer: z
      .enum(["text", "number", "email", "phone", "date", "choice", "file", "location"])
      .default("text")
      .meta({ label: "Kind of answer" }),
    choices: z
      .array(z.string().min(1).max(100).meta({ label: "Choice" }))
      .max(50)
      .default([])
      .meta({ label: "Choices", widget: "words", when: { answer: ["choice"] } }),
    min: z
      .number()
      .optional()
      .meta({
        label: "At least (number) or shortest (text)",
        when: { answer: ["text", "number"] },
      }),
    max: z
      .number()
      .optional()
      .meta({
        label: "At most (number) or longest (text)",
        when: { answer: ["text", "number"] },
      }),
    saveTo: z
      .string()
      .min(1)
      .max(64)
      .default("answer")
      .meta({ label: "Save as", widget: "variable" }),
    saveToField: z.string().max(64).default("").meta({ label: "Also into the contact's field" }),
    retries,
    retryText: longText("When the answer does not fit", 4096, 0).default(
      "That does not look right. Please try again.",
    ),
    timeoutMinutes: timeout,
    heardAs: target("Save the raw text as"),
  }),
  outputs: { next: "Answered", invalid: "Does not fit", timeout: "No answer" },
  optional: ["invalid", "timeout"],
  run: ({ question, timeoutMinutes }, ctx) => {
    const text = clip(ctx.text(question), 4096);
    return {
      ...(text.trim() === "" ? {} : { say: [{ type: "text", text, previewUrl: true }] }),
      wait: { for: "answer", until: inMinutes(ctx.now, timeoutMinutes) },
    };
  },
  resume: (config, ctx, signal) => {
    if (signal.kind !== "answer") return { go: "timeout" };
    const { message } = signal;
    const raw = config.heardAs === "" ? {} : { [config.heardAs]: message.text };
    const value = readAnswer(config, message, ctx.now);
    if (value !== undefined) {
      return {
        set: { ...raw, [config.saveTo]: value },
        ...(config.saveToField === ""
          ? {}
          : { acts: [{ act: "field", name: config.saveToField, value }] }),
        go: "next",
        told: { heard: message.text, value },
      };
    }
    const tries = Number(ctx.state["tries"] ?? 0);
    if (tries >= config.retries) return { set: raw, go: "invalid", told: { heard: message.text } };
    const again = clip(ctx.text(config.retryText), 4096);
    return {
      ...(again.trim() === "" ? {} : { say: [{ type: "text", text: again, previewUrl: true }] }),
      wait: {
        for: "answer",
        until: inMinutes(ctx.now, config.timeoutMinutes),
        state: { tries: tries + 1 },
      },
      told: { heard: message.text },
    };
  },
});
