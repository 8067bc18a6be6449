import { afterCommit, currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { AppError } from "../lib/app-error.ts";
import { forgetApiKeys } from "./api-keys.ts";
import { audit } from "./audit.ts";
import { forgetCallers } from "./callers.ts";
import { type Change, findTenant, setTenant, type TenantRow } from "./queries.ts";
import { forgetPlans, requireFeature } from "./quota.ts";
import { knownTimezone } from "./register.ts";
import { forgetVisibility } from "./visibility.ts";

export async function getTenant(id: string): Promise<TenantRow> {
  const tenant = await findTenant(id);
  if (!tenant)
    throw new AppError("not_found", "TENANT_NOT_FOUND", { message: "There is no such tenant." });
  return tenant;
}

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
    const agentVisibility = change.settings?.agentVisibility;
    if (agentVisibility !== undefined && agentVisibility !== before.settings["agentVisibility"])
      emit("visibility.changed", { agentVisibility });
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
    throw new AppError("not_found", "TENANT_NOT_FOUND", { message: "There is no such tenant." });
  afterCommit(() => {
    forgetVisibility();
    forgetPlans();
    forgetCallers();
    forgetApiKeys();
  });
  return changed;
}
