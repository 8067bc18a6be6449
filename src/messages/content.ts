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
