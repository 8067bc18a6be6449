import { z } from "zod";
import { defineNode } from "../../node.ts";
import { clip, longText } from "../fields.ts";

export const note = defineNode({
  type: "note",
  label: "Note to the team",
  group: "actions",
  icon: "sticky-note",
  summary: "{text}",
  config: z.object({ text: longText("Note", 4000).default("") }),
  outputs: { next: "Then" },
  run: ({ text }, ctx) => {
    const filled = clip(ctx.text(text), 10_000).trim();
    return { ...(filled === "" ? {} : { acts: [{ act: "note", text: filled }] }), go: "next" };
  },
});
