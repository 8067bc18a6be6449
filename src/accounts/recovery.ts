import { config } from "../config.ts";
import { asSystem, asTenant, transaction } from "../db/index.ts";
import { enqueue } from "../jobs/service.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { randomToken, sha256 } from "../lib/crypto.ts";
import { attempt, forgetAttempts } from "./attempts.ts";
import { audit } from "./audit.ts";
import { sendMail } from "./mail.ts";
import { hashPassword } from "./passwords.ts";
import { findUser, findUserByEmail, setUser, type UserRow } from "./queries.ts";
import { claimReset, findReset, insertReset, useUpResets } from "./recovery-queries.ts";
import { endSessions } from "./session-tokens.ts";

export const RESET_MAIL = "accounts.reset_mail";
const LINK_MS = 60 * 60 * 1000;

/** The same work and the same answer for every address: only the job finds out whether it has an account. */
export async function forgotPassword(email: string, ip: string | null): Promise<void> {
  await attempt("forgot", email, ip);
  await enqueue({ kind: RESET_MAIL, payload: { email }, priority: 10 });
}

/** In system scope. */
export async function mailResetLink(email: string): Promise<void> {
  const user = await findUserByEmail(email);
  if (user?.status !== "active") return;
  await asTenant(user.tenantId, () =>
    transaction(async () => {
      const link = await newResetLink(user);
      await sendMail({
        recipient: user.email,
        template: "password-reset",
        subject: "Set a new password",
        body: `Hello ${user.firstName},\n\nopen this link within an hour to set a new password:\n${link}\n\nIf you did not ask for it, ignore this mail.`,
      });
      await audit({
        action: "password.reset_requested",
        resourceType: "user",
        resourceId: user.id,
        userId: user.id,
      });
    }),
  );
}

async function newResetLink(user: UserRow): Promise<string> {
  const token = randomToken();
  await insertReset(user.id, sha256(token), new Date(clock.ms() + LINK_MS));
  const { appUrl, port } = config();
  return `${appUrl ?? `http://localhost:${port}`}/reset-password?token=${token}`;
}

export async function resetPassword(
  token: string,
  password: string,
  ip: string | null,
): Promise<void> {
  const tried = await attempt("reset", null, ip);
  const row = await asSystem(() => findReset(sha256(token)));
  if (!row || row.usedAt || row.expiresAt.getTime() <= clock.ms()) throw invalidLink();
  const passwordHash = await hashPassword(password);
  await asTenant(row.tenantId, async () => {
    const user = await transaction(async () => {
      if (!(await claimReset(row.id, clock.now()))) throw invalidLink();
      await useUpResets(row.userId, clock.now());
      const changed = await setUser(row.userId, { passwordHash });
      if (!changed) throw invalidLink();
      await endSessions(row.userId);
      await audit({
        action: "password.reset",
        resourceType: "user",
        resourceId: row.userId,
        userId: row.userId,
      });
      return changed;
    });
    await forgetAttempts("login", user.email);
  });
  await tried.succeeded();
}

const invalidLink = (): AppError =>
  new AppError("invalid", "INVALID_RESET_TOKEN", {
    message: "This link is used up or too old. Ask for a new one.",
  });

/** For whoever has the console of the server: a link that sets a new password, good for an hour. Undefined when nobody has the address. */
export async function resetPasswordByConsole(email: string): Promise<string | undefined> {
  const address = email.trim().toLowerCase();
  const found = await asSystem(() => findUserByEmail(address));
  if (!found) return undefined;
  const link = await asTenant(found.tenantId, () =>
    transaction(async () => {
      const user = await findUser(found.id);
      if (!user) return undefined;
      await audit({
        action: "password.reset_by_console",
        resourceType: "user",
        resourceId: user.id,
      });
      return newResetLink(user);
    }),
  );
  if (link !== undefined) await forgetAttempts("login", address);
  return link;
}
