import type { PhoneContent } from "./content.ts";
import { asDigits, digitsOf } from "./ids.ts";
import type { ContactRow, MediaRow, MessageRow } from "./queries.ts";
import type { ContactSays } from "./schema.ts";

export type Told = Exclude<ContactSays, { type: "reaction" }>;
type ToldMedia = Extract<Told, { voice: boolean }>;

export const isMedia = (says: ContactSays): says is ToldMedia => "voice" in says;

export function contentOf(says: Told, file: MediaRow | undefined): PhoneContent {
  if (isMedia(says)) {
    if (!file) throw new Error("a file message without its file");
    return {
      type: says.type,
      mediaId: file.id,
      mimeType: file.mimeType,
      fileName: says.fileName ?? file.fileName,
      fileSize: file.fileSize,
      caption: says.caption ?? null,
      voice: says.voice,
    };
  }
  switch (says.type) {
    case "text":
      return { type: "text", text: says.text };
    case "location": {
      const { latitude, longitude, name = null, address = null } = says;
      return { type: "location", latitude, longitude, name, address };
    }
    case "contacts":
      return { type: "contacts", contacts: says.contacts };
    case "interactive": {
      const { kind, id, title, description = null } = says;
      return { type: "reply", kind, id, title, description };
    }
  }
}

interface Heard {
  contact: ContactRow;
  message: Pick<MessageRow, "waId" | "content" | "replyToWaId">;
  at: string;
  businessPhone: string;
}

/** The `value` of the webhook that tells the business. */
export const messageValue = ({ contact, message, at, businessPhone }: Heard) => ({
  contacts: person(contact),
  messages: [
    {
      ...(message.replyToWaId === null
        ? {}
        : { context: { from: digitsOf(businessPhone), id: message.replyToWaId } }),
      from: digitsOf(contact.phone),
      id: message.waId,
      timestamp: at,
      ...body(message.content),
    },
  ],
});

const person = ({ name, phone }: ContactRow) => [{ profile: { name }, wa_id: digitsOf(phone) }];

interface Reaction {
  contact: ContactRow;
  waId: string;
  targetWaId: string;
  emoji: string;
  at: string;
}

/** A reaction taken back comes without its emoji. */
export const reactionValue = ({ contact, waId, targetWaId, emoji, at }: Reaction) => ({
  contacts: person(contact),
  messages: [
    {
      from: digitsOf(contact.phone),
      id: waId,
      timestamp: at,
      type: "reaction",
      reaction: { message_id: targetWaId, ...(emoji === "" ? {} : { emoji }) },
    },
  ],
});

function body(content: PhoneContent): Record<string, unknown> {
  switch (content.type) {
    case "text":
      return { type: "text", text: { body: content.text } };
    case "location": {
      const { latitude, longitude, name, address } = content;
      const place = {
        latitude,
        longitude,
        ...(name ? { name } : {}),
        ...(address ? { address } : {}),
      };
      return { type: "location", location: place };
    }
    case "contacts":
      return { type: "contacts", contacts: content.contacts.map(card) };
    case "reply": {
      const { kind, id, title, description } = content;
      const reply = { id, title, ...(description === null ? {} : { description }) };
      return { type: "interactive", interactive: { type: kind, [kind]: reply } };
    }
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return { type: content.type, [content.type]: file(content) };
    case "interactive":
    case "template":
    case "unsupported":
      throw new Error(`a contact cannot send ${content.type}`);
  }
}

type MediaContent = Extract<PhoneContent, { mediaId: string }>;

const file = ({ type, mediaId, mimeType, fileName, caption, voice }: MediaContent) => ({
  id: asDigits(mediaId),
  mime_type: mimeType,
  ...(type === "document" && fileName !== null ? { filename: fileName } : {}),
  ...(caption === null ? {} : { caption }),
  ...(type === "audio" ? { voice } : {}),
});

type Card = Extract<PhoneContent, { type: "contacts" }>["contacts"][number];

function card({ name, phones, emails }: Card) {
  const [first = name, ...rest] = name.split(" ");
  return {
    name: {
      formatted_name: name,
      first_name: first,
      ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}),
    },
    phones: phones.map((phone) => ({ phone, type: "CELL", wa_id: digitsOf(phone) })),
    emails: emails.map((email) => ({ email, type: "WORK" })),
  };
}
