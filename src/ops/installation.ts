import { verifyPassword } from "../accounts/passwords.ts";
import { registerTenant } from "../accounts/register.ts";
import type { UserRow } from "../accounts/queries.ts";
import { newId } from "../db/columns.ts";
import { asSystem, transaction } from "../db/index.ts";
import { keys } from "../keys/keys.ts";
import { AppError } from "../lib/app-error.ts";
import { findFact, findPlatformOwner, putFact } from "./installation-queries.ts";

export interface Owner {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  siteName: string;
  timezone: string;
  language: string;
}

const CANARY = "whatscrm";
const CANARY_PLACE = "installation/canary";

/** The platform owner with a first tenant. Again after a crash it finds what it made; another owner's database is refused. */
export async function createOwner(owner: Owner): Promise<UserRow> {
  const known = await asSystem(findPlatformOwner);
  if (!known) {
    const { owner: made } = await registerTenant({ ...owner, tenantName: owner.siteName }, "admin");
    return made;
  }
  const isSame =
    known.email === owner.email.trim().toLowerCase() &&
    (await verifyPassword(owner.password, known.passwordHash));
  if (isSame) return known;
  throw new AppError("conflict", "DATABASE_IN_USE", {
    message:
      "This database belongs to an installation that has its owner already. Choose an empty database, or give that owner's address and password.",
  });
}

/** What the installation is, beside its accounts. */
export async function recordInstallation(site: {
  siteName: string;
  timezone: string;
  language: string;
  purchaseCode?: string | undefined;
}): Promise<void> {
  const canary = await (await keys()).sealer.seal(CANARY, CANARY_PLACE);
  await transaction(async () => {
    if ((await findFact("instance_id")) === undefined) await putFact("instance_id", newId());
    await putFact("site_name", site.siteName);
    await putFact("timezone", site.timezone);
    await putFact("language", site.language);
    await putFact("key_canary", canary);
    if (site.purchaseCode !== undefined) await putFact("purchase_code", site.purchaseCode);
  });
}

/** Whether the key file is the one the stored secrets were sealed with; undefined when nothing was recorded. */
export async function isKeyRight(): Promise<boolean | undefined> {
  const canary = await findFact("key_canary");
  if (typeof canary !== "string") return undefined;
  const { sealer } = await keys();
  return sealer.open(canary, CANARY_PLACE).then(
    (text) => text === CANARY,
    () => false,
  );
}
