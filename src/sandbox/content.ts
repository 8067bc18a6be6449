import { z } from "zod";

/** What a bubble on the simulated phone shows, whoever wrote it. */
const Text = z.object({ type: z.literal("text"), text: z.string() });
const MEDIA_KINDS = ["image", "video", "audio", "document", "sticker"] as const;
const Media = z.object({
  type: z.enum(MEDIA_KINDS),
  mediaId: z.string(),
  mimeType: z.string(),
  fileName: z.string().nullable(),
  fileSize: z.number(),
  caption: z.string().nullable(),
  voice: z.boolean(),
});
const Location = z.object({
  type: z.literal("location"),
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().nullable(),
  address: z.string().nullable(),
});
const Card = z.object({
  name: z.string(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
});
const Contacts = z.object({ type: z.literal("contacts"), contacts: z.array(Card) });
const Row = z.object({ id: z.string(), title: z.string(), description: z.string().nullable() });
const Interactive = z.object({
  type: z.literal("interactive"),
  header: z.string().nullable(),
  body: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })),
  list: z
    .object({
      button: z.string(),
      sections: z.array(z.object({ title: z.string().nullable(), rows: z.array(Row) })),
    })
    .nullable(),
  link: z.object({ title: z.string(), url: z.string() }).nullable(),
});
const Template = z.object({
  type: z.literal("template"),
  name: z.string(),
  language: z.string(),
  /** The values that fill it: the wording itself lives with Meta. */
  values: z.array(z.string()),
});
/** A tapped button or list row. */
const Reply = z.object({
  type: z.literal("reply"),
  kind: z.enum(["button_reply", "list_reply"]),
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
});
const Unsupported = z.object({ type: z.literal("unsupported"), kind: z.string() });

export const PhoneContent = z.discriminatedUnion("type", [
  Text,
  Media,
  Location,
  Contacts,
  Interactive,
  Template,
  Reply,
  Unsupported,
]);
export type PhoneContent = z.infer<typeof PhoneContent>;
export type PhoneMedia = z.infer<typeof Media>;
