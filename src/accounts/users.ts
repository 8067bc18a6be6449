import { currentTenantId, isDuplicate, lockName, transaction } from "../db/index.ts";
import { sayFarewell } from "../events/leaving.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";
import { attempt } from "./attempts.ts";
import { audit } from "./audit.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import {
  type Change,
  countOtherOwners,
  deleteUserRow,
  findUser,
  insertUser,
  setUser,
  type UserRow,
} from "./queries.ts";
import { requireQuota } from "./quota.ts";
import { emailTaken, forbidden } from "./refusals.ts";
import type { UserChange, UserInput } from "./schema.ts";
import { endSessions } from "./session-tokens.ts";

type Status = UserRow["status"];

export async function getUser(id: string): Promise<UserRow> {
  const user = await findUser(id);
  if (!user) throw new AppError("not_found", "NOT_FOUND", { message: "There is no such user." });
  return user;
}

export async function createUser({ password, ...input }: UserInput): Promise<UserRow> {
  const passwordHash = await hashPassword(password);
  return transaction(async () => {
    if (input.role === "agent") await requireQuota("maxAgents");
    const user = await insertUser({ ...input, passwordHash, settings: {} });
    if (!user) throw emailTaken();
    await audit({
      action: "user.created",
      resourceType: "user",
      resourceId: user.id,
      changes: input,
    });
    return user;
  });
}

export async function updateUser(
  id: string,
  { password, ...change }: UserChange,
  by: Caller,
): Promise<UserRow> {
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return transaction(async () => {
    await lockOwners();
    const before = await getUser(id);
    requirePower(by, before);
    if (change.role !== undefined && change.role !== before.role)
      await allowRole(before, change.role);
    const secret = passwordHash === undefined ? {} : { passwordHash };
    const user = await changeUnique(id, { ...change, ...secret });
    if (passwordHash !== undefined) await endSessions(id, id === by.userId ? by.familyId : null);
    else if (user.role !== before.role) await endSessions(id);
    await audit({
      action: "user.updated",
      resourceType: "user",
      resourceId: id,
      changes: { ...change, ...(password === undefined ? {} : { password }) },
    });
    return user;
  });
}

/** Nobody becomes or ceases to be the platform's owner here. */
async function allowRole(user: UserRow, role: "user" | "agent"): Promise<void> {
  if (user.role === "admin") throw forbidden("The platform owner's role cannot be changed.");
  if (role === "agent") {
    if (user.status === "active") {
      await keepAnOwner(user);
      await requireQuota("maxAgents");
    }
  }
}

export async function setUserStatus(id: string, status: Status, by: Caller): Promise<UserRow> {
  return transaction(async () => {
    await lockOwners();
    const before = await getUser(id);
    requirePower(by, before);
    if (before.status === status) return before;
    if (status === "active") {
      if (before.role === "agent") await requireQuota("maxAgents");
    } else {
      if (id === by.userId)
        throw new AppError("conflict", "SELF_FORBIDDEN", {
          message: "You cannot lock yourself out.",
        });
      await keepAnOwner(before);
      await endSessions(id);
    }
    const user = (await setUser(id, { status })) ?? before;
    const changes = { from: before.status, to: status };
    await audit({ action: "user.status_changed", resourceType: "user", resourceId: id, changes });
    return user;
  });
}

export async function deleteUser(id: string, by: Caller): Promise<void> {
  await transaction(async () => {
    await lockOwners();
    const user = await getUser(id);
    requirePower(by, user);
    if (id === by.userId)
      throw new AppError("conflict", "SELF_FORBIDDEN", { message: "You cannot delete yourself." });
    await keepAnOwner(user);
    await endSessions(id);
    await sayFarewell("user", id);
    await deleteUserRow(id);
    const changes = { email: user.email, role: user.role };
    await audit({ action: "user.deleted", resourceType: "user", resourceId: id, changes });
  });
}

interface OwnChange {
  firstName?: string | undefined;
  lastName?: string | undefined;
  settings?: Record<string, unknown> | undefined;
  currentPassword?: string | undefined;
  newPassword?: string | undefined;
}

export async function updateMe(change: OwnChange, by: Caller, ip: string | null): Promise<UserRow> {
  const { currentPassword, newPassword, settings, ...names } = change;
  const me = await getUser(ownId(by));
  if (newPassword !== undefined) await provePassword(me, currentPassword, ip);
  const passwordHash = newPassword === undefined ? undefined : await hashPassword(newPassword);
  return transaction(async () => {
    const user = await setUser(me.id, {
      ...names,
      ...(settings === undefined ? {} : { settings: { ...me.settings, ...settings } }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    });
    if (passwordHash !== undefined) await endSessions(me.id, by.familyId);
    const changes = { ...names, ...(settings === undefined ? {} : { settings }), newPassword };
    await audit({ action: "user.self_updated", resourceType: "user", resourceId: me.id, changes });
    return user ?? me;
  });
}

async function provePassword(
  me: UserRow,
  password: string | undefined,
  ip: string | null,
): Promise<void> {
  const tried = await attempt("login", me.email, ip);
  if (password === undefined || !(await verifyPassword(password, me.passwordHash))) {
    const details = [{ path: "currentPassword", message: "not your current password" }];
    throw new AppError("invalid", "WRONG_PASSWORD", {
      message: "That is not your current password.",
      details,
    });
  }
  await tried.succeeded();
}

/** API keys are nobody in person. */
export function ownId(by: Caller): string {
  if (by.userId === null) throw forbidden("An API key has no account of its own.");
  return by.userId;
}

/** Two owners must not remove each other at the same moment. */
const lockOwners = (): Promise<void> => lockName(`owners ${currentTenantId()}`);

async function keepAnOwner(user: UserRow): Promise<void> {
  if (user.role === "agent" || user.status !== "active" || (await countOtherOwners(user.id)) > 0)
    return;
  throw new AppError("conflict", "LAST_OWNER", {
    message: "This is the last active owner. Name another one first.",
  });
}

function requirePower(by: Caller, user: UserRow): void {
  if (user.role === "admin" && by.role !== "admin")
    throw forbidden("Only the platform owner may change this account.");
}

async function changeUnique(id: string, change: Change<UserRow>): Promise<UserRow> {
  try {
    return (await setUser(id, change)) ?? (await getUser(id));
  } catch (error) {
    if (isDuplicate(error)) throw emailTaken();
    throw error;
  }
}
