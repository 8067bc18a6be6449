import { afterCommit, currentTenantId, transaction } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";
import { shortCache } from "../lib/short-cache.ts";
import { forgetApiKeys } from "./api-keys.ts";
import { audit } from "./audit.ts";
import { forgetCallers } from "./callers.ts";
import { type Change, findTenant, setTenant, type TenantRow } from "./queries.ts";
import { forgetPlans, requireFeature } from "./quota.ts";
import { knownTimezone } from "./register.ts";
import { type ConversationVisibility, conversationVisibility } from "./visibility.ts";

const TTL_MS = 5000;
const settings = shortCache<Record<string, unknown>>(TTL_MS);

export async function getTenant(id: string): Promise<TenantRow> {
  const tenant = await findTenant(id);
  if (!tenant)
    throw new AppError("not_found", "NOT_FOUND", { message: "There is no such tenant." });
  return tenant;
}

/** The current tenant's settings, a few seconds old at most. */
export function tenantSettings(): Promise<Record<string, unknown>> {
  const id = currentTenantId();
  return settings.get(id, async () => (await findTenant(id))?.settings ?? {});
}

export const visibilityFor = async (caller: Caller): Promise<ConversationVisibility> =>
  conversationVisibility(caller, await tenantSettings());

interface OwnTenantChange {
  name?: string | undefined;
  timezone?: string | undefined;
  language?: string | undefined;
  currency?: string | undefined;
  branding?: Record<string, string> | undefined;
  settings?: { agentVisibility?: "all" | "own" | undefined } | undefined;
}

export async function updateTenant(change: OwnTenantChange): Promise<TenantRow> {
  if (change.branding !== undefined && Object.keys(change.branding).length > 0)
    await requireFeature("customBranding");
  const timezone = change.timezone === undefined ? undefined : knownTimezone(change.timezone);
  return transaction(async () => {
    const before = await getTenant(currentTenantId());
    const merged = change.settings && { ...before.settings, ...change.settings };
    const changed = await changeTenant(before.id, { ...change, timezone, settings: merged });
    await audit({
      action: "tenant.updated",
      resourceType: "tenant",
      resourceId: before.id,
      changes: { ...change },
    });
    return changed;
  });
}

/** Stores the change and lets every cache know. */
export async function changeTenant(id: string, change: Change<TenantRow>): Promise<TenantRow> {
  const changed = await setTenant(id, change);
  if (!changed)
    throw new AppError("not_found", "NOT_FOUND", { message: "There is no such tenant." });
  afterCommit(() => {
    settings.forget(id);
    forgetPlans();
    forgetCallers();
    forgetApiKeys();
  });
  return changed;
}
