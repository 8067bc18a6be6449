import { audit } from "../accounts/audit.ts";
import { findPlan } from "../accounts/plan-queries.ts";
import { findTenant, type TenantRow } from "../accounts/queries.ts";
import { changeTenant, getTenant } from "../accounts/tenants.ts";
import { asTenant, transaction } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";

interface PlatformChange {
  name?: string | undefined;
  status?: TenantRow["status"] | undefined;
  planId?: string | undefined;
  parentId?: string | null | undefined;
}

/** By the platform's owner, from the owner's own tenant, where it is audited as well as in the tenant concerned. */
export async function updateAnyTenant(
  id: string,
  change: PlatformChange,
  by: Caller,
): Promise<TenantRow> {
  const { status, planId, parentId } = change;
  if (id === by.tenantId && status !== undefined && status !== "active") {
    throw new AppError("conflict", "SELF_FORBIDDEN", {
      message: "You cannot suspend your own tenant.",
    });
  }
  if (planId !== undefined && !(await findPlan(planId)))
    throw unknown("planId", "There is no such plan.");
  if (parentId) await requireAgency(id, parentId);
  const record = {
    action: "tenant.updated",
    resourceType: "tenant",
    resourceId: id,
    changes: { ...change },
  };
  const changed = await asTenant(id, () =>
    transaction(async () => {
      await getTenant(id);
      await audit(record);
      return changeTenant(id, change);
    }),
  );
  if (id !== by.tenantId) await audit(record);
  return changed;
}

async function requireAgency(id: string, parentId: string): Promise<void> {
  const parent = await findTenant(parentId);
  if (!parent) throw unknown("parentId", "There is no such tenant.");
  // One level: an agency sells to tenants, and is nobody's tenant itself.
  if (parentId === id || parent.parentId !== null)
    throw unknown("parentId", "This tenant cannot be an agency.");
}

const unknown = (path: string, message: string): AppError =>
  new AppError("invalid", "VALIDATION_ERROR", { message, details: [{ path, message }] });
