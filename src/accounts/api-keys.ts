import { asSystem, asTenant, transaction } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { randomToken, sha256 } from "../lib/crypto.ts";
import { shortCache } from "../lib/short-cache.ts";
import {
  type ApiKeyRow,
  findApiKey,
  insertApiKey,
  revokeApiKeyRow,
  touchApiKey,
} from "./api-key-queries.ts";
import { audit } from "./audit.ts";
import { API_KEY_SCOPES } from "./permissions.ts";
import { requireFeature } from "./quota.ts";
import { tenantClosed } from "./refusals.ts";

const TTL_MS = 5000;

interface KnownKey {
  row: ApiKeyRow;
  tenantStatus: "active" | "suspended" | "cancelled";
}
const known = shortCache<KnownKey | undefined>(TTL_MS);

export async function callerOfKey(secret: string): Promise<Caller | undefined> {
  const found = await known.get(sha256(secret), () => lookUp(sha256(secret)));
  if (!found) return undefined;
  const { row, tenantStatus } = found;
  const { id, tenantId, revokedAt, expiresAt } = row;
  if (revokedAt || (expiresAt && expiresAt.getTime() <= clock.ms())) return undefined;
  if (tenantStatus !== "active") throw tenantClosed();
  const { scopes, rateLimit } = row.permissions;
  return {
    tenantId,
    userId: null,
    role: "user",
    permissions: new Set(scopes),
    familyId: null,
    apiKeyId: id,
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}

async function lookUp(keyHash: string): Promise<KnownKey | undefined> {
  const found = await asSystem(() => findApiKey(keyHash));
  if (!found) return undefined;
  const { key: row, tenantStatus } = found;
  await asTenant(row.tenantId, () => touchApiKey(row.id, clock.now()));
  return { row, tenantStatus };
}

export const forgetApiKeys = (): void => known.clear();

export interface NewApiKey {
  name: string;
  permissions: ApiKeyRow["permissions"];
  expiresAt?: Date | undefined;
}

/** The secret is in the answer and nowhere else. */
export async function createApiKey(
  input: NewApiKey,
  by: Caller,
): Promise<{ row: ApiKeyRow; secret: string }> {
  const denied = input.permissions.scopes.filter(
    (scope) => !API_KEY_SCOPES.includes(scope) || !by.permissions.has(scope),
  );
  if (denied.length > 0) {
    const message = `Not yours to give: ${denied.join(", ")}`;
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message,
      details: [{ path: "permissions.scopes", message }],
    });
  }
  await requireFeature("apiAccess");
  const secret = `wc_${randomToken()}`;
  const { name, permissions, expiresAt = null } = input;
  return transaction(async () => {
    const row = await insertApiKey({
      name,
      keyHash: sha256(secret),
      permissions,
      expiresAt,
      createdByUserId: by.userId,
    });
    await audit({
      action: "api_key.created",
      resourceType: "api_key",
      resourceId: row.id,
      changes: { name, ...permissions, expiresAt: expiresAt?.toISOString() },
    });
    return { row, secret };
  });
}

export async function revokeApiKey(id: string): Promise<void> {
  await transaction(async () => {
    const row = await revokeApiKeyRow(id, clock.now());
    if (!row)
      throw new AppError("not_found", "NOT_FOUND", { message: "There is no such API key." });
    await audit({
      action: "api_key.revoked",
      resourceType: "api_key",
      resourceId: id,
      changes: { name: row.name },
    });
  });
  forgetApiKeys();
}
