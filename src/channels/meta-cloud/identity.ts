import type { Identity } from "../channel.ts";
import { type Bag, bag, list, str } from "./json.ts";

/** Only what is written as a number: ids with letters in them hold digits too. */
const phoneOf = (value: unknown): string | undefined => {
  const written = /^\+?([\d\s().-]+)$/.exec(str(value) ?? "")?.[1];
  const digits = written?.replace(/\D/g, "") ?? "";
  return digits.length >= 5 && digits.length <= 20 ? `+${digits}` : undefined;
};

interface Parts {
  phone?: unknown;
  bsuid?: unknown;
  parentBsuid?: unknown;
  username?: unknown;
}

/** Undefined when nothing identifies anybody. */
export function identity({ phone, bsuid, parentBsuid, username }: Parts): Identity | undefined {
  const found: Identity = {};
  const digits = phoneOf(phone);
  const scoped = str(bsuid);
  const parent = str(parentBsuid);
  const handle = str(username);
  if (digits) found.phone = digits;
  if (scoped) found.bsuid = scoped;
  if (parent) found.parentBsuid = parent;
  if (handle) found.username = handle;
  return Object.keys(found).length > 0 ? found : undefined;
}

export interface Known {
  identity: Identity;
  name?: string;
}

/** People of `value.contacts`, matched by their ids and never by position. */
export class People {
  readonly #entries: { waId: string | undefined; userId: string | undefined; entry: Bag }[];

  constructor(contacts: unknown) {
    this.#entries = list(contacts).map((one) => {
      const entry = bag(one);
      return { waId: str(entry["wa_id"]), userId: str(entry["user_id"]), entry };
    });
  }

  /** Who wrote, with what the contacts add; undefined when nobody is named anywhere. */
  who(waId: unknown, userId: unknown): Known | undefined {
    const phone = str(waId);
    const bsuid = str(userId);
    const match =
      this.#entries.find(
        (one) =>
          (bsuid !== undefined && one.userId === bsuid) ||
          (phone !== undefined && one.waId === phone),
      ) ??
      (phone === undefined && bsuid === undefined && this.#entries.length === 1
        ? this.#entries[0]
        : undefined);
    const profile = bag(match?.entry["profile"]);
    const found = identity({
      phone: phone ?? match?.waId,
      bsuid: bsuid ?? match?.userId,
      parentBsuid: match?.entry["parent_user_id"],
      username: profile["username"],
    });
    const name = str(profile["name"])?.slice(0, 255);
    return found && { identity: found, ...(name === undefined ? {} : { name }) };
  }
}
