import type { Identity } from "../channels/channel.ts";
import { canonicalPhone } from "../lib/phone.ts";
import type { IdentityKey } from "./queries.ts";

/** What a contact is found by, most trusted first. A username may change hands, so it is in a class of its own. */
export function strongKeys({ phone, bsuid, parentBsuid, lid }: Identity): IdentityKey[] {
  const keys: IdentityKey[] = [];
  if (phone) keys.push({ kind: "phone", value: canonicalPhone(phone) });
  if (bsuid) keys.push({ kind: "bsuid", value: bsuid });
  if (parentBsuid) keys.push({ kind: "bsuid", value: parentBsuid });
  if (lid) keys.push({ kind: "lid", value: lid });
  return keys;
}

export function usernameKey({ username }: Identity): IdentityKey | undefined {
  const value = username?.replace(/^@/, "").toLowerCase();
  return value ? { kind: "username", value } : undefined;
}

export const keyText = ({ kind, value }: IdentityKey): string => `${kind}:${value}`;

/** One text per identity, for maps; empty when there is nothing to go by. */
export function identityKey(identity: Identity): string {
  const username = usernameKey(identity);
  return [...strongKeys(identity), ...(username ? [username] : [])].map(keyText).join(" ");
}
