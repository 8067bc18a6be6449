import { t } from "../i18n/i18n.ts";
import type { PhoneMessage } from "./merge.ts";

const KINDS = {
  image: "phone.photo",
  video: "phone.video",
  document: "phone.document",
  sticker: "phone.sticker",
} as const;

/** One line of text for lists and quotes. */
export function summaryOf({ content }: Pick<PhoneMessage, "content">): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "audio":
      return t(content.voice ? "phone.voiceMessage" : "phone.audio");
    case "image":
    case "video":
    case "document":
    case "sticker":
      return content.caption || content.fileName || t(KINDS[content.type]);
    case "location":
      return content.name ?? t("phone.location");
    case "contacts":
      return content.contacts.map(({ name }) => name).join(", ");
    case "interactive":
      return content.body;
    case "template":
      return `${t("phone.template")}: ${content.name}`;
    case "reply":
      return content.title;
    case "unsupported":
      return t("phone.unsupported");
  }
}
