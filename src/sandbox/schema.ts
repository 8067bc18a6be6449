import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Id, Instant, Keyset, Name } from "../lib/schema.ts";
import { PhoneContent } from "./content.ts";

export type { PhoneContent, PhoneMedia } from "./content.ts";

const Phone = z
  .string()
  .transform((text) => `+${text.replaceAll(/\D/g, "")}`)
  .pipe(z.string().regex(/^\+\d{7,15}$/, "a number with its country code is needed"));

export const SandboxMessage = z.object({
  id: Id,
  contactId: Id,
  waId: z.string(),
  author: z.enum(["business", "contact"]),
  content: PhoneContent,
  replyToWaId: z.string().nullable(),
  status: z.enum(["sent", "delivered", "read", "failed"]),
  businessReaction: z.string().nullable(),
  contactReaction: z.string().nullable(),
  createdAt: Instant,
});
export type SandboxMessage = z.input<typeof SandboxMessage>;

export const SandboxContact = z.object({
  id: Id,
  phone: z.string(),
  name: z.string(),
  online: z.boolean(),
  autoRead: z.boolean(),
  typingUntil: Instant.nullable(),
  unread: z.number(),
  lastMessage: SandboxMessage.nullable(),
});
export type SandboxContact = z.input<typeof SandboxContact>;

const MediaSays = z.object({
  type: z.enum(["image", "video", "audio", "document", "sticker"]),
  /** A file of the media library, or one uploaded to the simulated phone. */
  mediaId: Id.optional(),
  /** Base64, instead of `mediaId`. */
  data: z.string().max(2_000_000).optional(),
  mimeType: z.string().max(100).optional(),
  fileName: z.string().max(240).optional(),
  caption: z.string().max(1024).optional(),
  voice: z.boolean().default(false),
});
const Card = z.object({
  name: z.string().trim().min(1).max(255),
  phones: z.array(z.string().max(40)).max(20).default([]),
  emails: z.array(z.string().max(254)).max(20).default([]),
});
const says = { replyTo: z.string().max(256).optional() };

/** What a contact says. `replyTo` is WhatsApp's id of the quoted message. */
export const ContactSays = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string().min(1).max(65_536), ...says }),
  MediaSays.extend(says),
  z.object({
    type: z.literal("location"),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(1000).optional(),
    address: z.string().max(1000).optional(),
    ...says,
  }),
  z.object({ type: z.literal("contacts"), contacts: z.array(Card).min(1).max(50), ...says }),
  z.object({
    type: z.literal("interactive"),
    kind: z.enum(["button_reply", "list_reply"]),
    id: z.string().min(1).max(256),
    title: z.string().min(1).max(24),
    description: z.string().max(72).optional(),
    replyTo: z.string().max(256),
  }),
  /** An empty emoji takes the reaction back. */
  z.object({
    type: z.literal("reaction"),
    messageId: z.string().max(256),
    emoji: z.string().max(32),
    replyTo: z.undefined().optional(),
  }),
]);
export type ContactSays = z.infer<typeof ContactSays>;

export const FaultKind = z.enum([
  "error",
  "fail",
  "delay",
  "duplicate",
  "reorder",
  "drop_answer",
  "closed_window",
]);
export type FaultKind = z.infer<typeof FaultKind>;

export const SandboxFault = z.object({
  id: Id,
  kind: FaultKind,
  phone: z.string().nullable(),
  remaining: z.number().nullable(),
  code: z.number().nullable(),
  delayMs: z.number().nullable(),
  createdAt: Instant,
});
export type SandboxFault = z.input<typeof SandboxFault>;

const NewFault = z
  .object({
    kind: FaultKind,
    phone: Phone.nullable().default(null),
    /** How many messages it hits; null = all until it is removed. */
    count: z.number().int().min(1).max(1000).nullable().default(1),
    /** WhatsApp's error code, for `error` and `fail`. */
    code: z.number().int().min(0).max(9_999_999).optional(),
    /** For `delay`. */
    delayMs: z.number().int().min(1).max(3_600_000).optional(),
  })
  .refine(({ kind, code }) => (kind !== "error" && kind !== "fail") || code !== undefined, {
    message: "an error code is needed",
    path: ["code"],
  })
  .refine(({ kind, delayMs }) => kind !== "delay" || delayMs !== undefined, {
    message: "how long is needed",
    path: ["delayMs"],
  });
export type NewFault = z.infer<typeof NewFault>;

const WithFault = z.object({ id: Id, faultId: Id });
const Heard = z.object({ waId: z.string(), contactId: Id });

/** For programs: plays the world outside, on a connection of one's own. */
export const sandboxContract = {
  sandboxInbound: route({
    method: "POST",
    path: "/whatsapp/connections/:id/sandbox/inbound",
    summary: "Let a contact write to a simulated number",
    permission: "connections.write",
    params: ById,
    body: z.intersection(z.object({ from: Phone, name: Name.optional() }), ContactSays),
    out: Heard,
    status: 201,
    idempotent: true,
  }),
  listSandboxFaults: route({
    method: "GET",
    path: "/whatsapp/connections/:id/sandbox/faults",
    summary: "What goes wrong on purpose on a simulated number",
    permission: "connections.read",
    params: ById,
    out: z.object({ faults: z.array(SandboxFault) }),
  }),
  addSandboxFault: route({
    method: "POST",
    path: "/whatsapp/connections/:id/sandbox/faults",
    summary: "Let something go wrong on purpose",
    permission: "connections.write",
    params: ById,
    body: NewFault,
    out: SandboxFault,
    status: 201,
  }),
  clearSandboxFaults: route({
    method: "DELETE",
    path: "/whatsapp/connections/:id/sandbox/faults",
    summary: "Let everything go right again",
    permission: "connections.write",
    params: ById,
    out: Done,
  }),
  removeSandboxFault: route({
    method: "DELETE",
    path: "/whatsapp/connections/:id/sandbox/faults/:faultId",
    summary: "Take one fault back",
    permission: "connections.write",
    params: WithFault,
    out: Done,
  }),
};

const OfPhone = z.object({ connectionId: Id });
const OfContact = z.object({ connectionId: Id, contactId: Id });

/** The phone page: whoever holds the link holds the phone. */
export const phoneContract = {
  getPhone: route({
    method: "GET",
    path: "/sandbox/:connectionId",
    summary: "The simulated phone with its contacts",
    auth: "none",
    params: OfPhone,
    out: z.object({
      connectionId: Id,
      name: z.string(),
      phoneNumber: z.string(),
      revision: z.number(),
      contacts: z.array(SandboxContact),
    }),
  }),
  addPhoneContact: route({
    method: "POST",
    path: "/sandbox/:connectionId/contacts",
    summary: "Add a contact to the simulated phone",
    auth: "none",
    params: OfPhone,
    body: z.object({ phone: Phone, name: Name }),
    out: SandboxContact,
    status: 201,
  }),
  changePhoneContact: route({
    method: "PATCH",
    path: "/sandbox/:connectionId/contacts/:contactId",
    summary: "Rename, switch on or off, read by itself",
    auth: "none",
    params: OfContact,
    body: z.object({
      name: Name.optional(),
      online: z.boolean().optional(),
      autoRead: z.boolean().optional(),
    }),
    out: SandboxContact,
  }),
  listPhoneMessages: route({
    method: "GET",
    path: "/sandbox/:connectionId/contacts/:contactId/messages",
    summary: "A chat on the simulated phone, latest first",
    auth: "none",
    params: OfContact,
    query: Keyset,
    out: SandboxMessage,
    list: "keyset",
  }),
  sayOnPhone: route({
    method: "POST",
    path: "/sandbox/:connectionId/contacts/:contactId/messages",
    summary: "Write as a contact",
    auth: "none",
    params: OfContact,
    body: ContactSays,
    out: Heard,
    status: 201,
  }),
  typeOnPhone: route({
    method: "POST",
    path: "/sandbox/:connectionId/contacts/:contactId/typing",
    summary: "Show the business that a contact types",
    auth: "none",
    params: OfContact,
    body: z.object({ typing: z.boolean() }),
    out: Done,
  }),
  readOnPhone: route({
    method: "POST",
    path: "/sandbox/:connectionId/contacts/:contactId/read",
    summary: "Read what the business wrote",
    auth: "none",
    params: OfContact,
    out: Done,
  }),
  listPhoneFaults: route({
    method: "GET",
    path: "/sandbox/:connectionId/faults",
    summary: "What goes wrong on purpose",
    auth: "none",
    params: OfPhone,
    out: z.object({ faults: z.array(SandboxFault) }),
  }),
  addPhoneFault: route({
    method: "POST",
    path: "/sandbox/:connectionId/faults",
    summary: "Let something go wrong on purpose",
    auth: "none",
    params: OfPhone,
    body: NewFault,
    out: SandboxFault,
    status: 201,
  }),
  removePhoneFault: route({
    method: "DELETE",
    path: "/sandbox/:connectionId/faults/:faultId",
    summary: "Take one fault back",
    auth: "none",
    params: z.object({ connectionId: Id, faultId: Id }),
    out: Done,
  }),
};
