import { createHmac } from "node:crypto";
import { linkKey } from "../keys/keys.ts";
import { clock } from "../lib/clock.ts";
import { equalSecret } from "../lib/crypto.ts";

const DAY_S = 86_400;

const signature = (tenantId: string, id: string, expires: number): string =>
  createHmac("sha256", linkKey()).update(`${tenantId}/${id}/${expires}`).digest("base64url");

/** A relative address that works without sign-in for one to two days; the same all day, so that browsers cache it. */
export function mediaUrl(tenantId: string, id: string): string {
  const expires = (Math.floor(clock.ms() / 1000 / DAY_S) + 2) * DAY_S;
  return `/api/v1/media/${id}?t=${tenantId}&exp=${expires}&sig=${signature(tenantId, id, expires)}`;
}

export interface SignedLink {
  t: string;
  exp: string;
  sig: string;
}

export function isValidLink(id: string, { t, exp, sig }: SignedLink): boolean {
  const expires = Number(exp);
  if (!Number.isSafeInteger(expires) || expires * 1000 <= clock.ms()) return false;
  return equalSecret(sig, signature(t, id, expires));
}
