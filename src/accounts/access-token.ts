import { sign, verify } from "hono/utils/jwt/jwt";
import { z } from "zod";
import { keys } from "../keys/keys.ts";
import { clock } from "../lib/clock.ts";

export const ACCESS_SECONDS = 15 * 60;

const Claims = z.object({
  sub: z.uuid(),
  tid: z.uuid(),
  fam: z.uuid(),
  role: z.string(),
  exp: z.number(),
});
export type Claims = z.infer<typeof Claims>;

export async function signAccess(
  claims: Pick<Claims, "sub" | "tid" | "fam" | "role">,
): Promise<string> {
  const { jwtSecret } = await keys();
  const now = Math.floor(clock.ms() / 1000);
  return sign({ ...claims, iat: now, exp: now + ACCESS_SECONDS }, jwtSecret, "HS256");
}

/** Undefined for anything that is not a living token of ours. */
export async function readAccess(token: string): Promise<Claims | undefined> {
  const { jwtSecret } = await keys();
  try {
    // Expiry is checked against our clock below.
    const payload = await verify(token, jwtSecret, { alg: "HS256", exp: false, iat: false });
    const claims = Claims.parse(payload);
    return claims.exp > clock.ms() / 1000 ? claims : undefined;
  } catch {
    return undefined;
  }
}
