import { asSystem, asTenant, transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { sha256 } from "../lib/crypto.ts";
import { attempt } from "./attempts.ts";
import { audit } from "./audit.ts";
import { verifyPassword } from "./passwords.ts";
import { findTenant, findUser, findUserByEmail, setUser, type UserRow } from "./queries.ts";
import { tenantClosed } from "./refusals.ts";
import { claimRefresh, findRefresh, type RefreshRow } from "./session-queries.ts";
import { endFamily, issueTokens, type TokenPair } from "./session-tokens.ts";

export interface Session extends TokenPair {
  user: UserRow;
}

export async function signIn(email: string, password: string, ip: string | null): Promise<Session> {
  const tried = await attempt("login", email, ip);
  const user = await asSystem(() => findUserByEmail(email));
  const right = await verifyPassword(password, user?.passwordHash);
  if (!user || !right) {
    throw new AppError("unauthenticated", "INVALID_CREDENTIALS", {
      message: "E-mail address or password is wrong.",
    });
  }
  await tried.succeeded();
  return asTenant(user.tenantId, async () => {
    await requireStanding(user);
    return startSession(user);
  });
}

/** A session for someone who has just proved who they are; call it in their tenant's scope. */
export const startSession = (user: UserRow): Promise<Session> =>
  transaction(async () => {
    const signedIn = (await setUser(user.id, { lastLoginAt: clock.now() })) ?? user;
    const tokens = await issueTokens(signedIn);
    await audit({
      action: "session.started",
      resourceType: "user",
      resourceId: user.id,
      userId: user.id,
    });
    return { user: signedIn, ...tokens };
  });

async function requireStanding(user: UserRow): Promise<void> {
  if (user.status !== "active") {
    throw new AppError("forbidden", "ACCOUNT_SUSPENDED", {
      message: "This account is not active.",
    });
  }
  const tenant = await findTenant(user.tenantId);
  if (tenant?.status !== "active") throw tenantClosed();
}

/** Trades a refresh token for a new pair. Presenting a used one ends the family, whoever does it: also two tabs at once, which must take turns. */
export async function refreshSession(refreshToken: string): Promise<Session> {
  const row = await asSystem(() => findRefresh(sha256(refreshToken)));
  if (!row || row.expiresAt.getTime() <= clock.ms()) throw refused();
  return asTenant(row.tenantId, async () => {
    const session = await transaction(() => rotate(row));
    if (session) return session;
    // In a transaction of its own: the refusal below must not undo it.
    if (row.revokedAt === null) await endReused(row);
    throw refused();
  });
}

async function rotate(row: RefreshRow): Promise<Session | undefined> {
  if (!(await claimRefresh(row.id, clock.now()))) return undefined;
  const user = await findUser(row.userId);
  if (!user) return undefined;
  await requireStanding(user);
  return { user, ...(await issueTokens(user, row.familyId)) };
}

const endReused = ({ familyId, userId }: RefreshRow): Promise<void> =>
  transaction(async () => {
    await endFamily(familyId);
    await audit({
      action: "session.reuse_detected",
      resourceType: "user",
      resourceId: userId,
      changes: { familyId },
      userId,
    });
  });

const refused = (): AppError =>
  new AppError("unauthenticated", "INVALID_REFRESH", {
    message: "This session is over. Sign in again.",
  });

/** Ends the session a refresh token belongs to; an unknown one is no error, the caller is out either way. */
export async function signOut(refreshToken: string): Promise<void> {
  const row = await asSystem(() => findRefresh(sha256(refreshToken)));
  if (!row || row.revokedAt) return;
  await asTenant(row.tenantId, () =>
    transaction(async () => {
      await endFamily(row.familyId);
      await audit({
        action: "session.ended",
        resourceType: "user",
        resourceId: row.userId,
        userId: row.userId,
      });
    }),
  );
}
