import { asTenant, transaction } from "../db/index.ts";
import { newId } from "../db/columns.ts";
import { AppError } from "../lib/app-error.ts";
import { audit } from "./audit.ts";
import { defaultPlan } from "./default-plan.ts";
import { hashPassword } from "./passwords.ts";
import { insertTenant, insertUser, type TenantRow, type UserRow } from "./queries.ts";
import { emailTaken } from "./refusals.ts";
import type { Role } from "./schema.ts";

export interface NewTenant {
  tenantName: string;
  email: string;
  password: string;
  firstName: string;
  lastName?: string;
  timezone?: string;
  language?: string;
}
export interface Registered {
  tenant: TenantRow;
  owner: UserRow;
}

/** A tenant with the person who owns it; `admin` only for the first account of an installation. */
export async function registerTenant(
  input: NewTenant,
  role: Extract<Role, "admin" | "user"> = "user",
): Promise<Registered> {
  const passwordHash = await hashPassword(input.password);
  const { tenantName, email, firstName, lastName = "", timezone = "UTC", language = "en" } = input;
  const id = newId();
  return asTenant(id, () =>
    transaction(async () => {
      const plan = await defaultPlan();
      const tenant = await insertTenant({
        id,
        name: tenantName,
        planId: plan.id,
        timezone: knownTimezone(timezone),
        language,
        branding: {},
        settings: {},
      });
      const owner = await insertUser({
        email: email.trim().toLowerCase(),
        passwordHash,
        role,
        firstName,
        lastName,
        settings: {},
      });
      if (!owner) throw emailTaken();
      await audit({
        action: "tenant.registered",
        resourceType: "tenant",
        resourceId: id,
        changes: { name: tenantName, email: owner.email, role },
        userId: owner.id,
      });
      return { tenant, owner };
    }),
  );
}

export function knownTimezone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    const details = [{ path: "timezone", message: "not a time zone we know" }];
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message: "Some fields are not right.",
      details,
      cause,
    });
  }
}
