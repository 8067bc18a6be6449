import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Email, Id, Instant, Keyset } from "../lib/schema.ts";

export const IdentityKind = z.enum(["phone", "bsuid", "lid", "username"]);

export const Contact = z.object({
  id: Id,
  tenantId: Id,
  /** Null for people who hide it behind a username. With `+` and country code. */
  phoneNumber: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  customFields: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
  identities: z.array(z.object({ kind: IdentityKind, value: z.string() })),
  lastContactedAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Contact = z.input<typeof Contact>;

const Tag = z.string().trim().min(1).max(60);
const ContactInput = z.object({
  phoneNumber: z.string().max(40).optional(),
  name: z.string().trim().max(255).optional(),
  email: Email.optional(),
  customFields: z.record(z.string().max(64), z.unknown()).optional(),
  tags: z.array(Tag).max(100).optional(),
});

export const contactsContract = {
  listContacts: route({
    method: "GET",
    path: "/contacts",
    summary: "List contacts, newest first",
    permission: "contacts.read",
    query: Keyset.extend({ search: z.string().max(200).optional(), tag: Tag.optional() }),
    out: Contact,
    list: "keyset",
  }),
  createContact: route({
    method: "POST",
    path: "/contacts",
    summary: "Add a contact",
    permission: "contacts.write",
    body: ContactInput.refine((c) => c.phoneNumber ?? c.name ?? c.email, {
      message: "a phone number, a name or an email is needed",
      path: ["phoneNumber"],
    }),
    out: Contact,
    status: 201,
  }),
  getContact: route({
    method: "GET",
    path: "/contacts/:id",
    summary: "Get a contact",
    permission: "contacts.read",
    params: ById,
    out: Contact,
  }),
  updateContact: route({
    method: "PATCH",
    path: "/contacts/:id",
    summary: "Change a contact; custom fields merge, null removes one, or the email",
    permission: "contacts.write",
    params: ById,
    body: ContactInput.extend({ email: Email.nullable().optional() }),
    out: Contact,
  }),
  deleteContact: route({
    method: "DELETE",
    path: "/contacts/:id",
    summary: "Delete a contact with its conversations",
    permission: "contacts.delete",
    params: ById,
    out: Done,
  }),
  addContactTags: route({
    method: "POST",
    path: "/contacts/:id/tags",
    summary: "Add tags to a contact",
    permission: "contacts.write",
    params: ById,
    body: z.object({ tags: z.array(Tag).min(1).max(100) }),
    out: Contact,
  }),
  removeContactTag: route({
    method: "DELETE",
    path: "/contacts/:id/tags/:tag",
    summary: "Remove a tag from a contact",
    permission: "contacts.write",
    params: z.object({ id: Id, tag: Tag }),
    out: Contact,
  }),
  unmergeContact: route({
    method: "POST",
    path: "/contacts/:id/unmerge",
    summary: "Undo the last merge into this contact",
    permission: "contacts.write",
    params: ById,
    out: Contact,
  }),
};
