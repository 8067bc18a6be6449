import type { Contact } from "../../src/contacts/schema.ts";
import { ApiError } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { isRecord } from "../lib/record.ts";

export const displayName = ({ name, phoneNumber, email, identities }: Contact): string =>
  name ?? phoneNumber ?? email ?? identities[0]?.value ?? t("contacts.unnamed");

export const tagPath = (tag: string): string => `/contacts?tag=${encodeURIComponent(tag)}`;

/** Who has the number that was refused, when the server may say so. */
export function existingContact(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== "CONTACT_EXISTS") return undefined;
  const id = isRecord(error.details) ? error.details["id"] : undefined;
  return typeof id === "string" ? id : undefined;
}
