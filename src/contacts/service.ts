import { z } from "zod";
import { audit } from "../accounts/audit.ts";
import { requireQuota } from "../accounts/quota.ts";
import { persistentTransaction, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { sayFarewell } from "../events/leaving.ts";
import { AppError } from "../lib/app-error.ts";
import { canonicalPhone, parsePhone } from "../lib/phone.ts";
import { resolveContacts } from "./identity.ts";
import { identityKey, strongKeys } from "./identity-keys.ts";
import { unmergeContact } from "./merge.ts";
import {
  type ContactRow,
  deleteContacts,
  deleteIdentities,
  findContact,
  findIdentities,
  findLatestMessages,
  findTenantSettings,
  type IdentityKey,
  insertContacts,
  insertIdentities,
  listIdentities,
  listMergedInto,
  lockContact,
  setContact,
} from "./queries.ts";
import type { Contact, contactsContract } from "./schema.ts";

type ContactInput = z.infer<typeof contactsContract.updateContact.body>;
const TenantSettings = z.looseObject({ country: z.string().optional().catch(undefined) });

const MAX_TAGS = 100;
const MAX_CUSTOM_FIELDS_BYTES = 64 * 1024;

export async function createContact(input: ContactInput): Promise<ContactRow> {
  const phoneNumber = input.phoneNumber === undefined ? null : await readPhone(input.phoneNumber);
  const customFields = mergeFields({}, input.customFields);
  return transaction(async () => {
    await requireQuota("maxContacts");
    const [contact] = await insertContacts([
      {
        phoneNumber,
        name: input.name || null,
        email: input.email ?? null,
        customFields,
        tags: [...new Set(input.tags)],
      },
    ]);
    if (!contact) throw new Error("the contact was not inserted");
    if (phoneNumber !== null) await claimPhone(phoneNumber, contact.id);
    return recorded("contact.created", contact, Object.keys(input));
  });
}

export async function updateContact(id: string, input: ContactInput): Promise<ContactRow> {
  const phoneNumber =
    input.phoneNumber === undefined ? undefined : await readPhone(input.phoneNumber);
  return changing(id, async (before) => {
    if (phoneNumber !== undefined && phoneNumber !== before.phoneNumber)
      await replacePhone(before, phoneNumber);
    const contact = await setContact(id, {
      ...(phoneNumber === undefined ? {} : { phoneNumber }),
      ...(input.name === undefined ? {} : { name: input.name || null }),
      ...(input.email === undefined ? {} : { email: input.email }),
      ...(input.tags === undefined ? {} : { tags: [...new Set(input.tags)] }),
      customFields: mergeFields(before.customFields, input.customFields),
    });
    return contact && recorded("contact.updated", contact, Object.keys(input));
  });
}

export const addTags = (id: string, tags: readonly string[]): Promise<ContactRow> =>
  changing(id, async (before) => {
    const all = [...new Set([...before.tags, ...tags])];
    if (all.length > MAX_TAGS) throw invalid("tags", `at most ${MAX_TAGS} tags`);
    const contact = await setContact(id, { tags: all });
    const fresh = tags.filter((tag) => !before.tags.includes(tag));
    if (fresh.length > 0) emit("contact.tagged", { contactId: id, tags: fresh });
    return contact && recorded("contact.tagged", contact, tags);
  });

export const removeTag = (id: string, tag: string): Promise<ContactRow> =>
  changing(id, async (before) => {
    const contact = await setContact(id, { tags: before.tags.filter((one) => one !== tag) });
    return contact && recorded("contact.untagged", contact, [tag]);
  });

/** A person writes to this number: its contact, made within the plan when there is none. */
export async function contactOfPhone(phone: string): Promise<ContactRow> {
  return transaction(async () => {
    const identity = { phone };
    if ((await findIdentities(strongKeys(identity))).length === 0)
      await requireQuota("maxContacts");
    const contact = (await resolveContacts([{ identity }])).get(identityKey(identity));
    if (!contact) throw new Error("a contact was not made");
    return contact;
  });
}

/** With conversations and their files, and with the contacts once merged into it. */
export async function deleteContact(id: string): Promise<void> {
  await persistentTransaction(async () => {
    const contact = await lockContact(id);
    if (!contact || contact.mergedIntoId !== null) throw notFound();
    const gone = [id];
    for (let layer = [id]; layer.length > 0; gone.push(...layer))
      layer = await listMergedInto(layer);
    await sayFarewell("contact", ...gone);
    await deleteContacts(gone);
    await recorded("contact.deleted", contact, []);
  });
}

export const unmerge = (id: string): Promise<ContactRow> =>
  changing(id, async () => recorded("contact.unmerged", await unmergeContact(id), []));

/** An id that was merged away leads to the contact that took over. */
export async function getContact(id: string): Promise<ContactRow> {
  const contact = await findContact(id);
  if (!contact) throw notFound();
  return contact.mergedIntoId === null ? contact : getContact(contact.mergedIntoId);
}

/** As the API shows them. */
export async function present(contacts: readonly ContactRow[]): Promise<Contact[]> {
  const ids = contacts.map(({ id }) => id);
  const identities = Map.groupBy(await listIdentities(ids), ({ contactId }) => contactId);
  const latest = await findLatestMessages(ids);
  return contacts.map((contact) => ({
    id: contact.id,
    tenantId: contact.tenantId,
    phoneNumber: contact.phoneNumber,
    name: contact.name,
    email: contact.email,
    avatarUrl: contact.avatarUrl,
    customFields: contact.customFields,
    tags: contact.tags,
    identities: (identities.get(contact.id) ?? []).map(({ kind, value }) => ({ kind, value })),
    lastContactedAt: latest.get(contact.id) ?? contact.lastContactedAt,
    createdAt: contact.createdAt,
    updatedAt: contact.updatedAt,
  }));
}

export async function presentOne(contact: ContactRow): Promise<Contact> {
  const [presented] = await present([contact]);
  if (!presented) throw new Error("nothing to present");
  return presented;
}

/** The row is held from the first read on, so that two changes at once both count. */
async function changing(
  id: string,
  work: (before: ContactRow) => Promise<ContactRow | undefined>,
): Promise<ContactRow> {
  return transaction(async () => {
    const before = await lockContact(id);
    const after = before?.mergedIntoId === null ? await work(before) : undefined;
    if (!after) throw notFound();
    return after;
  });
}

async function recorded(
  action: string,
  contact: ContactRow,
  changed: readonly string[],
): Promise<ContactRow> {
  await audit({
    action,
    resourceType: "contact",
    resourceId: contact.id,
    changes: { changed: [...changed] },
  });
  emit("contact.updated", { contactId: contact.id });
  return contact;
}

const phoneKey = (phone: string): IdentityKey => ({ kind: "phone", value: canonicalPhone(phone) });

async function claimPhone(phone: string, contactId: string): Promise<void> {
  const key = phoneKey(phone);
  if ((await insertIdentities([{ ...key, contactId }])).length > 0) return;
  const [owner] = await findIdentities([key]);
  if (owner?.contactId === contactId) return;
  throw new AppError("conflict", "CONTACT_EXISTS", {
    message: "A contact with this phone number exists.",
    details: { id: owner?.contactId },
  });
}

async function replacePhone(before: ContactRow, phone: string): Promise<void> {
  await claimPhone(phone, before.id);
  if (before.phoneNumber === null) return;
  const old = phoneKey(before.phoneNumber);
  if (old.value !== canonicalPhone(phone)) await deleteIdentities([old], before.id);
}

async function readPhone(text: string): Promise<string> {
  const { country } = TenantSettings.parse(await findTenantSettings());
  const phone = await parsePhone(text, country);
  if (phone === undefined)
    throw invalid("phoneNumber", "not a phone number; write it with + and country code");
  return phone;
}

/** Null removes a field. */
function mergeFields(
  before: Record<string, unknown>,
  given: Record<string, unknown> = {},
): Record<string, unknown> {
  const merged = Object.fromEntries(
    Object.entries({ ...before, ...given }).filter(([, value]) => value !== null),
  );
  if (JSON.stringify(merged).length > MAX_CUSTOM_FIELDS_BYTES)
    throw invalid("customFields", "more than 64 kB");
  return merged;
}

const invalid = (path: string, message: string): AppError =>
  new AppError("invalid", "VALIDATION_ERROR", {
    message: "Some fields are not right.",
    details: [{ path, message }],
  });

const notFound = (): AppError =>
  new AppError("not_found", "NOT_FOUND", { message: "There is no such contact." });
