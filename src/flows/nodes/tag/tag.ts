import { z } from "zod";
import { defineNode } from "../../node.ts";

const tags = (label: string) =>
  z
    .array(z.string().min(1).max(60).meta({ label: "Tag", widget: "tag" }))
    .max(20)
    .default([])
    .meta({ label, widget: "tags" });

export const tag = defineNode({
  type: "tag",
  label: "Tag",
  group: "actions",
  icon: "tag",
  summary: "{add}",
  config: z.object({
    on: z.enum(["contact", "conversation"]).default("contact").meta({ label: "Tag the" }),
    add: tags("Add"),
    remove: tags("Remove"),
  }),
  outputs: { next: "Then" },
  run: ({ on, add, remove }, ctx) => {
    const filled = (list: string[]): string[] =>
      list.map((one) => ctx.text(one).trim().slice(0, 60)).filter((one) => one !== "");
    return { acts: [{ act: "tag", on, add: filled(add), remove: filled(remove) }], go: "next" };
  },
});
