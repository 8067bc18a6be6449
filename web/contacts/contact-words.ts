import type { Contact } from "../../src/contacts/schema.ts";
import { t } from "../i18n/i18n.ts";

export const displayName = ({ name, phoneNumber, email, identities }: Contact): string =>
  name ?? phoneNumber ?? email ?? identities[0]?.value ?? t("contacts.unnamed");
