import { asTenant } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { shortCache } from "../lib/short-cache.ts";
import { readAccess } from "./access-token.ts";
import { callerOfKey } from "./api-keys.ts";
import { permissionsOf } from "./permissions.ts";
import { tenantClosed } from "./refusals.ts";
import { findStanding, type Standing } from "./session-queries.ts";

/** How long a suspension may take to reach another node; on this one it is at once. */
const TTL_MS = 5000;

const standings = shortCache<Standing | undefined>(TTL_MS);

/** Who a bearer token speaks for: an access token or an API key. Undefined when it opens nothing (any more). */
export async function callerOfToken(token: string): Promise<Caller | undefined> {
  if (token.startsWith("wc_")) return callerOfKey(token);
  const claims = await readAccess(token);
  if (!claims) return undefined;
  const { sub: userId, tid: tenantId, fam: familyId } = claims;
  const standing = await standings.get(`${userId} ${familyId}`, () =>
    asTenant(tenantId, () => findStanding(userId, familyId)),
  );
  if (!standing || standing.userStatus !== "active" || !standing.familyAlive) return undefined;
  if (standing.tenantStatus !== "active") throw tenantClosed();
  const { role } = standing;
  return { tenantId, userId, role, permissions: permissionsOf(role), familyId };
}

/** After any change to who may come in. Rare, so all are looked up again. */
export const forgetCallers = (): void => standings.clear();
