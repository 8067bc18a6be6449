import { newId } from "../db/columns.ts";
import { afterCommit, transaction } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { randomToken, sha256 } from "../lib/crypto.ts";
import { requestContext } from "../ops/log.ts";
import { signAccess } from "./access-token.ts";
import { forgetCallers } from "./callers.ts";
import type { UserRow } from "./queries.ts";
import { insertRefresh, revokeFamilyRows, revokeUserRows } from "./session-queries.ts";

export const REFRESH_MS = 7 * 24 * 60 * 60 * 1000;

export interface TokenPair {
  token: string;
  refreshToken: string;
}

/** A pair of tokens; without `familyId` a new sign-in. */
export async function issueTokens(user: UserRow, familyId: string = newId()): Promise<TokenPair> {
  const refreshToken = randomToken();
  const request = requestContext.getStore();
  await insertRefresh({
    userId: user.id,
    familyId,
    tokenHash: sha256(refreshToken),
    expiresAt: new Date(clock.ms() + REFRESH_MS),
    userAgent: request?.userAgent ?? null,
    ipAddress: request?.ip ?? null,
  });
  const token = await signAccess({
    sub: user.id,
    tid: user.tenantId,
    fam: familyId,
    role: user.role,
  });
  return { token, refreshToken };
}

/** Until nothing is left: a rotation under way may add a token while this waits for its row. */
export async function endFamily(familyId: string): Promise<void> {
  await transaction(async () => {
    while ((await revokeFamilyRows(familyId, clock.now())) > 0);
    afterCommit(forgetCallers);
  });
}

/** Ends every session of a user, or all but the one given. */
export async function endSessions(
  userId: string,
  exceptFamily: string | null = null,
): Promise<void> {
  await transaction(async () => {
    while ((await revokeUserRows(userId, clock.now(), exceptFamily)) > 0);
    afterCommit(forgetCallers);
  });
}
