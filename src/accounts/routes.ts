import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { paged } from "../http/paged.ts";
import { AppError } from "../lib/app-error.ts";
import { type ApiKeyRow, countApiKeys, listApiKeyRows } from "./api-key-queries.ts";
import { createApiKey, revokeApiKey } from "./api-keys.ts";
import { attempt } from "./attempts.ts";
import { countAudit, listAuditRows } from "./audit-queries.ts";
import "./jobs.ts";
import { countUsers, listColleagueRows, listUserRows } from "./queries.ts";
import { forgotPassword, resetPassword } from "./recovery.ts";
import { registerTenant } from "./register.ts";
import { accountsContract } from "./schema.ts";
import { dropCookie, giveCookie, presentedRefresh } from "./session-cookie.ts";
import { refreshSession, type Session, signIn, signOut, startSession } from "./sessions.ts";
import { getTenant, updateTenant } from "./tenants.ts";
import {
  createUser,
  deleteUser,
  getUser,
  ownId,
  setUserStatus,
  updateMe,
  updateUser,
} from "./users.ts";
import { colleagueView, tenantView, userView } from "./views.ts";
import { asTenant } from "../db/index.ts";
import type { Context } from "hono";

const done = { done: true } as const;

function handOver(c: Context, { user, token, refreshToken }: Session) {
  giveCookie(c, refreshToken);
  return { user: userView(user), token, refreshToken };
}

const listUsers = async (query: Parameters<typeof listUserRows>[0]) =>
  (await listUserRows(query)).map(userView);

const listApiKeys = async (query: Parameters<typeof listApiKeyRows>[0]) =>
  (await listApiKeyRows(query)).map(keyView);

const keyView = (row: ApiKeyRow) => {
  const { id, tenantId, name, permissions, lastUsedAt, expiresAt } = row;
  const { createdByUserId, createdAt } = row;
  return { id, tenantId, name, permissions, lastUsedAt, expiresAt, createdByUserId, createdAt };
};

const accounts = implement(accountsContract)({
  register: async ({ body, origin, c }) => {
    await attempt("register", null, origin.ip);
    const { owner } = await registerTenant(body);
    return handOver(c, await asTenant(owner.tenantId, () => startSession(owner)));
  },
  login: async ({ body, origin, c }) =>
    handOver(c, await signIn(body.email, body.password, origin.ip)),
  logout: async ({ body, c }) => {
    const token = presentedRefresh(c, body.refreshToken);
    if (token !== undefined) await signOut(token);
    dropCookie(c);
    return done;
  },
  refresh: async ({ body, c }) => {
    const token = presentedRefresh(c, body.refreshToken);
    if (token === undefined)
      throw new AppError("unauthenticated", "UNAUTHORIZED", { message: "Sign in first." });
    return handOver(c, await refreshSession(token));
  },
  forgotPassword: async ({ body, origin }) => {
    await forgotPassword(body.email, origin.ip);
    return done;
  },
  resetPassword: async ({ body, origin }) => {
    await resetPassword(body.token, body.password, origin.ip);
    return done;
  },
  me: async ({ caller }) => {
    const [user, tenant] = await Promise.all([getUser(ownId(caller)), getTenant(caller.tenantId)]);
    return {
      user: userView(user),
      tenant: tenantView(tenant),
      permissions: [...caller.permissions],
    };
  },
  updateMe: async ({ body, caller, origin }) => userView(await updateMe(body, caller, origin.ip)),
  updateTenant: async ({ body }) => tenantView(await updateTenant(body)),
  listUsers: async ({ query }) => paged(query, listUsers(query), countUsers(query)),
  listColleagues: async () => (await listColleagueRows()).map(colleagueView),
  createUser: async ({ body }) => userView(await createUser(body)),
  getUser: async ({ params }) => userView(await getUser(params.id)),
  updateUser: async ({ params, body, caller }) =>
    userView(await updateUser(params.id, body, caller)),
  deleteUser: async ({ params, caller }) => {
    await deleteUser(params.id, caller);
    return done;
  },
  setUserStatus: async ({ params, body, caller }) =>
    userView(await setUserStatus(params.id, body.status, caller)),
  listAuditLogs: async ({ query }) => paged(query, listAuditRows(query), countAudit()),
  listApiKeys: async ({ query }) => paged(query, listApiKeys(query), countApiKeys()),
  createApiKey: async ({ body, caller }) => {
    const { row, secret } = await createApiKey(body, caller);
    return { ...keyView(row), key: secret };
  },
  deleteApiKey: async ({ params }) => {
    await revokeApiKey(params.id);
    return done;
  },
});

export const accountsFeature: Feature = { api: [accounts] };
