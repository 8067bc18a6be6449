import type { Identity } from "../channels/channel.ts";
import { identityKey, keyText, strongKeys, usernameKey } from "./identity-keys.ts";
import type { IdentityKey } from "./queries.ts";

/** Somebody as one event shows them. */
export interface Sighting {
  identity: Identity;
  profileName?: string | undefined;
}
/** All sightings of one person in a batch. */
export interface Person {
  /** By text, all but the username. */
  keys: Map<string, IdentityKey>;
  username: IdentityKey | undefined;
  phone: string | undefined;
  profileName: string | undefined;
  /** Every `identityKey` that stands for this person. */
  seenAs: Set<string>;
}

export const identitiesOf = ({ keys, username }: Person): IdentityKey[] => [
  ...keys.values(),
  ...(username ? [username] : []),
];

/** Sightings that share a strong identity are one person; a bare username is whoever showed it in the batch. */
export function groupPeople(sightings: readonly Sighting[]): Person[] {
  const byKey = new Map<string, Person>();
  const isBare = ({ identity }: Sighting): boolean => strongKeys(identity).length === 0;
  for (const sighting of [...sightings.filter((s) => !isBare(s)), ...sightings.filter(isBare)]) {
    if (identityKey(sighting.identity) !== "") place(sighting, byKey);
  }
  return [...new Set(byKey.values())];
}

function place({ identity, profileName }: Sighting, byKey: Map<string, Person>): void {
  const strong = strongKeys(identity);
  const username = usernameKey(identity);
  const lookup = strong.length > 0 || !username ? strong : [username];
  const [known, ...others] = new Set(lookup.flatMap((key) => byKey.get(keyText(key)) ?? []));
  const person = known ?? {
    keys: new Map(),
    username,
    phone: undefined,
    profileName: undefined,
    seenAs: new Set(),
  };
  for (const other of others) absorb(person, other, byKey);
  for (const key of strong) person.keys.set(keyText(key), key);
  person.seenAs.add(identityKey(identity));
  person.phone ??= identity.phone;
  person.username = username ?? person.username;
  person.profileName = profileName?.trim() || person.profileName;
  const holder = username && byKey.get(keyText(username));
  if (holder && holder !== person) holder.username = undefined;
  for (const key of identitiesOf(person)) byKey.set(keyText(key), person);
}

function absorb(person: Person, other: Person, byKey: Map<string, Person>): void {
  for (const [text, key] of other.keys) person.keys.set(text, key);
  for (const key of other.seenAs) person.seenAs.add(key);
  person.phone ??= other.phone;
  person.username ??= other.username;
  person.profileName ??= other.profileName;
  for (const [text, holder] of byKey) if (holder === other) byKey.set(text, person);
}
