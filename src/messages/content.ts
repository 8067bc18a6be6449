import { z } from "zod";
import { OutboundContent } from "./schema.ts";
import type { MessageRow } from "./queries.ts";

/** What the list and the thread show as text. */
export function describeContent(content: OutboundContent): string | null {
  switch (content.type) {
    case "text":
      return content.text;
    case "image":
    case "video":
      return content.caption ?? null;
    case "document":
      return content.caption ?? content.filename ?? null;
    case "location":
      return content.name ?? content.address ?? null;
    case "contacts":
      return content.contacts.map(({ name }) => name).join(", ");
    case "interactive":
      return content.interactive.body;
    case "template":
      return content.name;
    case "reaction":
      return content.emoji;
    case "audio":
    case "sticker":
      return null;
  }
}

/** What a message of ours was asked to say; undefined for what was not sent by us. */
export function contentOf({ metadata }: Pick<MessageRow, "metadata">): OutboundContent | undefined {
  const parsed = OutboundContent.safeParse(metadata["content"]);
  return parsed.success ? parsed.data : undefined;
}

const Place = z.object({ latitude: z.number(), longitude: z.number() });
const Said = z.object({ caption: z.string().optional() });
const WITH_CAPTION = new Set(["image", "video", "document"]);

interface File {
  fileName: string | null;
  fileSize: number;
  mimeType: string;
}

/** What the API says of every message in one way, whichever side wrote it: its file, caption and place. */
export function plainFacts(
  { type, content, metadata }: Pick<MessageRow, "type" | "content" | "metadata">,
  file: File | undefined,
): Record<string, unknown> {
  const said = Said.safeParse(metadata["content"]);
  const caption = said.success ? said.data.caption : content;
  const place = Place.safeParse(metadata["location"] ?? metadata["content"]);
  return {
    ...(file && { mimeType: file.mimeType, fileSize: file.fileSize }),
    ...(file && file.fileName !== null && { fileName: file.fileName }),
    ...(WITH_CAPTION.has(type) && caption && { caption }),
    ...(type === "location" && place.success && place.data),
  };
}
