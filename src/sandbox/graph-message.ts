import { z } from "zod";
import type { PhoneContent } from "./content.ts";
import { GraphRefusal } from "./errors.ts";

const short = (max: number) => z.string().min(1).max(max);
const Text = z.object({ body: short(4096) });
const File = z
  .object({
    id: z.string().min(1).optional(),
    link: z.string().optional(),
    caption: z.string().max(1024).optional(),
    filename: z.string().max(240).optional(),
    voice: z.boolean().optional(),
  })
  .refine(({ id, link }) => (id === undefined) !== (link === undefined), {
    message: "exactly one of id and link is needed",
  });
const Location = z.object({
  latitude: z.coerce.number().min(-90).max(90),
  longitude: z.coerce.number().min(-180).max(180),
  name: z.string().max(1000).optional(),
  address: z.string().max(1000).optional(),
});
const Contacts = z
  .array(
    z.object({
      name: z.looseObject({ formatted_name: short(255) }),
      phones: z.array(z.looseObject({ phone: z.string() })).default([]),
      emails: z.array(z.looseObject({ email: z.string() })).default([]),
    }),
  )
  .min(1)
  .max(257);
const Wrapped = {
  header: z.looseObject({ type: z.string(), text: z.string().max(60).optional() }).optional(),
  body: z.object({ text: short(4096) }),
  footer: z.object({ text: short(60) }).optional(),
};
const Buttons = z.object({
  type: z.literal("button"),
  ...Wrapped,
  body: z.object({ text: short(1024) }),
  action: z.object({
    buttons: z
      .array(
        z.object({
          type: z.literal("reply"),
          reply: z.object({ id: short(256), title: short(20) }),
        }),
      )
      .min(1)
      .max(3),
  }),
});
const Row = z.object({
  id: short(200),
  title: short(24),
  description: z.string().max(72).optional(),
});
const List = z.object({
  type: z.literal("list"),
  ...Wrapped,
  action: z.object({
    button: short(20),
    sections: z
      .array(z.object({ title: z.string().max(24).optional(), rows: z.array(Row).min(1).max(10) }))
      .min(1)
      .max(10)
      .refine((all) => all.reduce((n, { rows }) => n + rows.length, 0) <= 10, "ten rows at most")
      .refine((all) => all.length === 1 || all.every(({ title }) => title), "sections need titles"),
  }),
});
const Link = z.object({
  type: z.literal("cta_url"),
  ...Wrapped,
  action: z.object({
    name: z.literal("cta_url"),
    parameters: z.object({ display_text: short(20), url: z.url() }),
  }),
});
const Interactive = z.discriminatedUnion("type", [Buttons, List, Link]);
const Template = z.object({
  name: short(512),
  language: z.object({ code: short(15) }),
  components: z
    .array(
      z.looseObject({
        parameters: z.array(z.looseObject({ text: z.string().optional() })).default([]),
      }),
    )
    .default([]),
});
const Reaction = z.object({ message_id: short(300), emoji: z.string().max(32) });

const base = {
  messaging_product: z.literal("whatsapp"),
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.object({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};
const Request = z.discriminatedUnion("type", [
  z.object({ ...base, type: z.literal("text"), text: Text }),
  z.object({ ...base, type: z.literal("image"), image: File }),
  z.object({ ...base, type: z.literal("video"), video: File }),
  z.object({ ...base, type: z.literal("audio"), audio: File }),
  z.object({ ...base, type: z.literal("document"), document: File }),
  z.object({ ...base, type: z.literal("sticker"), sticker: File }),
  z.object({ ...base, type: z.literal("location"), location: Location }),
  z.object({ ...base, type: z.literal("contacts"), contacts: Contacts }),
  z.object({ ...base, type: z.literal("interactive"), interactive: Interactive }),
  z.object({ ...base, type: z.literal("template"), template: Template }),
  z.object({ ...base, type: z.literal("reaction"), reaction: Reaction }),
]);
export type GraphMessage = z.infer<typeof Request>;

/** Refuses what Graph would refuse, with its codes. */
export function readMessage(body: unknown): GraphMessage {
  const result = Request.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join(".") ?? "";
  const missing = issue?.code === "invalid_type" && /undefined/.test(issue.message);
  throw new GraphRefusal(
    missing ? 131008 : 131009,
    `${path || "body"}: ${issue?.message ?? "not valid"}`,
  );
}

/** Finds an uploaded file by Graph's id. */
export type FindFile = (
  graphId: string,
) => Promise<
  { id: string; mimeType: string; fileName: string | null; fileSize: number } | undefined
>;

/** What the phone will show; reactions change another message instead. */
export async function contentOf(
  message: Exclude<GraphMessage, { type: "reaction" }>,
  findFile: FindFile,
): Promise<PhoneContent> {
  switch (message.type) {
    case "text":
      return { type: "text", text: message.text.body };
    case "image":
      return media("image", message.image, findFile);
    case "video":
      return media("video", message.video, findFile);
    case "audio":
      return media("audio", message.audio, findFile);
    case "document":
      return media("document", message.document, findFile);
    case "sticker":
      return media("sticker", message.sticker, findFile);
    case "location": {
      const { latitude, longitude, name = null, address = null } = message.location;
      return { type: "location", latitude, longitude, name, address };
    }
    case "contacts":
      return {
        type: "contacts",
        contacts: message.contacts.map(({ name, phones, emails }) => ({
          name: name.formatted_name,
          phones: phones.map(({ phone }) => phone),
          emails: emails.map(({ email }) => email),
        })),
      };
    case "interactive":
      return interactive(message.interactive);
    case "template": {
      const { name, language, components } = message.template;
      const values = components.flatMap(({ parameters }) =>
        parameters.flatMap(({ text }) => (text === undefined ? [] : [text])),
      );
      return { type: "template", name, language: language.code, values };
    }
  }
}

async function media(
  type: "image" | "video" | "audio" | "document" | "sticker",
  { id, caption, filename, voice }: z.infer<typeof File>,
  findFile: FindFile,
): Promise<PhoneContent> {
  if (id === undefined)
    throw new GraphRefusal(131053, "The simulated WhatsApp takes uploaded files only, no links.");
  const file = await findFile(id);
  if (!file) throw new GraphRefusal(100, `Media ${id} does not exist.`, 33);
  return {
    type,
    mediaId: file.id,
    mimeType: file.mimeType,
    fileName: filename ?? file.fileName,
    fileSize: file.fileSize,
    caption: caption ?? null,
    voice: voice ?? false,
  };
}

function interactive(value: z.infer<typeof Interactive>): PhoneContent {
  const shown = {
    type: "interactive" as const,
    header: value.header?.text ?? null,
    body: value.body.text,
    footer: value.footer?.text ?? null,
    buttons: [],
    list: null,
    link: null,
  };
  switch (value.type) {
    case "button":
      return { ...shown, buttons: value.action.buttons.map(({ reply }) => reply) };
    case "list": {
      const sections = value.action.sections.map(({ title = null, rows }) => ({
        title,
        rows: rows.map((row) => ({ ...row, description: row.description ?? null })),
      }));
      return { ...shown, list: { button: value.action.button, sections } };
    }
    case "cta_url": {
      const { display_text: title, url } = value.action.parameters;
      return { ...shown, link: { title, url } };
    }
  }
}
