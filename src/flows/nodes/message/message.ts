import { z } from "zod";
import { defineNode, type OutboundContent } from "../../node.ts";
import { clip, longText } from "../fields.ts";

const mediaId = z.uuid().meta({ label: "File", widget: "media" });
const caption = z.string().max(1024).default("").meta({ label: "Caption", widget: "longtext" });

const Part = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: longText("Text", 4096) }),
  z.object({ kind: z.literal("image"), mediaId, caption }),
  z.object({ kind: z.literal("video"), mediaId, caption }),
  z.object({ kind: z.literal("document"), mediaId, caption }),
  z.object({ kind: z.literal("audio"), mediaId }),
]);

export const message = defineNode({
  type: "message",
  label: "Send message",
  group: "messages",
  icon: "message-square",
  summary: "{parts.0.text}",
  speaks: true,
  config: z.object({
    parts: z
      .array(Part)
      .min(1)
      .max(5)
      .default([{ kind: "text", text: "" }])
      .meta({ label: "Messages", widget: "parts" }),
  }),
  outputs: { next: "Then" },
  run: ({ parts }, ctx) => ({
    say: parts.flatMap((part): OutboundContent[] => {
      if (part.kind === "audio") return [{ type: "audio", mediaId: part.mediaId, voice: false }];
      if (part.kind === "text") {
        const text = clip(ctx.text(part.text), 4096);
        // Variables may have left nothing to say, and WhatsApp takes no empty message.
        return text.trim() === "" ? [] : [{ type: "text", text, previewUrl: true }];
      }
      const said = clip(ctx.text(part.caption), 1024);
      return [
        { type: part.kind, mediaId: part.mediaId, ...(said === "" ? {} : { caption: said }) },
      ];
    }),
    go: "next",
  }),
});
