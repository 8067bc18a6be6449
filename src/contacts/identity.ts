import type { Identity } from "../channels/channel.ts";
import { emit } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { canonicalPhone } from "../lib/phone.ts";
import { keyText, strongKeys } from "./identity-keys.ts";
import { mergeContacts } from "./merge.ts";
import { groupPeople, identitiesOf, type Person, type Sighting } from "./people.ts";
import {
  type ContactRow,
  deleteContacts,
  deleteIdentities,
  findContacts,
  findIdentities,
  type IdentityKey,
  insertContacts,
  insertIdentities,
  listIdentities,
  moveIdentities,
  setContact,
  upsertProfiles,
} from "./queries.ts";

const MAX_PASSES = 5;

/**
 * Finds or creates the contact of every sighting; by `identityKey`. Part of the caller's transaction, in few
 * statements however many they are. Never refuses: a message is not lost for a plan's limit.
 */
export async function resolveContacts(
  sightings: readonly Sighting[],
): Promise<Map<string, ContactRow>> {
  const resolved = new Map<string, ContactRow>();
  let people = groupPeople(sightings);
  for (let pass = 0; people.length > 0; pass++) {
    if (pass === MAX_PASSES) throw new Error("contacts keep changing under us");
    people = await resolvePass(people, resolved);
  }
  return resolved;
}

/** Returns the people for whom another transaction was faster: they are looked up again. */
async function resolvePass(people: Person[], resolved: Map<string, ContactRow>): Promise<Person[]> {
  const owners = await findOwners(people);
  for (const person of people) {
    if (ownersOf(person.keys, owners).size > 1) await mergeOwners(person, owners);
  }
  // Only now: a merge for one person may have changed the contact of another.
  const found: [Person, string][] = [];
  const fresh: Person[] = [];
  for (const person of people) {
    const contactId = ownerOf(person, owners);
    if (contactId === undefined) fresh.push(person);
    else found.push([person, contactId]);
  }
  await learn(found, owners, resolved);
  return create(fresh, resolved);
}

/** Whom each known identity belongs to, as text of the identity → contact. */
async function findOwners(people: Person[]): Promise<Map<string, string>> {
  const keys = people.flatMap(identitiesOf);
  const owners = new Map((await findIdentities(keys)).map((row) => [keyText(row), row.contactId]));
  await dropTakenUsernames(people, owners);
  return owners;
}

/** A username finds a contact of whom nothing stronger is known, or somebody who shows nothing but the username. */
async function dropTakenUsernames(people: Person[], owners: Map<string, string>): Promise<void> {
  const doubtful = people.flatMap(({ keys, username }) => {
    const owner = username && owners.get(keyText(username));
    const known = [...keys.keys()].some((key) => owners.has(key));
    return owner && keys.size > 0 && !known ? [{ username, owner }] : [];
  });
  if (doubtful.length === 0) return;
  const strong = (await listIdentities(doubtful.map(({ owner }) => owner))).filter(
    ({ kind }) => kind !== "username",
  );
  const proven = new Set(strong.map(({ contactId }) => contactId));
  for (const { username, owner } of doubtful) {
    if (!username || !proven.has(owner)) continue;
    // Free for its new holder.
    await deleteIdentities([username], owner);
    owners.delete(keyText(username));
  }
}

/** One delivery naming two contacts proves that they are one. */
async function mergeOwners({ keys }: Person, owners: Map<string, string>): Promise<void> {
  const [first, ...others] = ownersOf(keys, owners);
  let contactId = first;
  for (const other of others) {
    if (contactId === undefined) return;
    const winner = await mergeContacts(contactId, other, "one delivery named both");
    for (const [key, owner] of owners)
      if (owner === contactId || owner === other) owners.set(key, winner.id);
    contactId = winner.id;
  }
}

const ownersOf = (keys: Person["keys"], owners: Map<string, string>): Set<string> =>
  new Set([...keys.keys()].flatMap((key) => owners.get(key) ?? []));

function ownerOf({ keys, username }: Person, owners: Map<string, string>): string | undefined {
  for (const key of keys.keys()) {
    const contactId = owners.get(key);
    if (contactId !== undefined) return contactId;
  }
  return username && owners.get(keyText(username));
}

async function learn(
  found: [Person, string][],
  owners: Map<string, string>,
  resolved: Map<string, ContactRow>,
): Promise<void> {
  const rows = new Map((await findContacts(found.map(([, id]) => id))).map((row) => [row.id, row]));
  const news: (IdentityKey & { contactId: string })[] = [];
  const changed = new Map<string, ContactRow>();
  for (const [person, contactId] of found) {
    const row = changed.get(contactId) ?? rows.get(contactId);
    if (!row) throw new Error("an identity points nowhere");
    for (const [text, key] of person.keys) if (!owners.has(text)) news.push({ ...key, contactId });
    await takeUsername(person, contactId, owners, news);
    const phoneNumber = row.phoneNumber ?? person.phone ?? null;
    const profileName = person.profileName ?? row.profileName;
    if (phoneNumber !== row.phoneNumber || profileName !== row.profileName) {
      changed.set(contactId, { ...row, phoneNumber, profileName, updatedAt: clock.now() });
    }
  }
  await insertIdentities(news);
  for (const row of await upsertProfiles([...changed.values()])) rows.set(row.id, row);
  emit("contact.updated", ...[...changed.keys()].map((contactId) => ({ contactId })));
  for (const [person, contactId] of found) {
    const row = rows.get(contactId);
    if (row) for (const key of person.seenAs) resolved.set(key, row);
  }
}

/** Whoever shows a username together with something stronger holds it now. */
async function takeUsername(
  { username, keys }: Person,
  contactId: string,
  owners: Map<string, string>,
  news: (IdentityKey & { contactId: string })[],
): Promise<void> {
  if (!username) return;
  const holder = owners.get(keyText(username));
  if (holder === undefined) news.push({ ...username, contactId });
  else if (holder !== contactId && keys.size > 0) {
    await moveIdentities(holder, contactId, username.kind, username.value);
    owners.set(keyText(username), contactId);
  }
}

async function create(people: Person[], resolved: Map<string, ContactRow>): Promise<Person[]> {
  if (people.length === 0) return [];
  const made = people.map((person) => ({ person, id: Bun.randomUUIDv7() }));
  const rows = await insertContacts(
    made.map(({ person: { phone, profileName }, id }) => ({
      id,
      phoneNumber: phone ?? null,
      name: profileName ?? null,
      profileName: profileName ?? null,
      customFields: {},
      tags: [],
    })),
  );
  const wanted = made.flatMap(({ person, id }) =>
    identitiesOf(person).map((key) => ({ ...key, contactId: id })),
  );
  const got = new Set((await insertIdentities(wanted)).map(keyText));
  const late = made.filter(({ person }) =>
    identitiesOf(person).some((key) => !got.has(keyText(key))),
  );
  await deleteContacts(late.map(({ id }) => id));
  const lost = new Set(late.map(({ id }) => id));
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { person, id } of made) {
    const row = byId.get(id);
    if (row && !lost.has(id)) for (const key of person.seenAs) resolved.set(key, row);
  }
  emit(
    "contact.updated",
    ...made.filter(({ id }) => !lost.has(id)).map(({ id }) => ({ contactId: id })),
  );
  return late.map(({ person }) => person);
}

/** WhatsApp says the same person is now known otherwise. The old number may soon be somebody else's, so it is let go. */
export async function relink(
  previous: Identity,
  current: Identity,
): Promise<ContactRow | undefined> {
  const before = strongKeys(previous);
  const after = strongKeys(current);
  if (before.length === 0 || after.length === 0) return undefined;
  const known = await findIdentities([...before, ...after]);
  const owner = (keys: IdentityKey[]) =>
    known
      .filter((row) => keys.some((key) => keyText(key) === keyText(row)))
      .map(({ contactId }) => contactId);
  const [first, ...others] = new Set([...owner(before), ...owner(after)]);
  if (first === undefined || owner(before).length === 0) return undefined;
  let contactId = first;
  for (const other of others)
    contactId = (await mergeContacts(contactId, other, "WhatsApp told of the change")).id;
  await insertIdentities(after.map((key) => ({ ...key, contactId })));
  const kept = new Set(after.map(keyText));
  const gone = before.filter((key) => !kept.has(keyText(key)));
  await deleteIdentities(gone, contactId);
  const [row] = await findContacts([contactId]);
  const lostPhone =
    row?.phoneNumber &&
    gone.some(
      ({ kind, value }) => kind === "phone" && value === canonicalPhone(row.phoneNumber ?? ""),
    );
  const phone = current.phone ?? (lostPhone ? null : row?.phoneNumber);
  emit("contact.updated", { contactId });
  return phone === row?.phoneNumber ? row : setContact(contactId, { phoneNumber: phone ?? null });
}
