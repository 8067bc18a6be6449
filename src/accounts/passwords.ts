/** OWASP's figures for argon2id. */
const COST = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

export const hashPassword = (password: string): Promise<string> =>
  Bun.password.hash(password, COST);

let decoy: Promise<string> | undefined;

/** Takes as long for an unknown account (no hash) as for a known one. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (hash !== undefined) return Bun.password.verify(password, hash);
  decoy ??= hashPassword(crypto.randomUUID());
  await Bun.password.verify(password, await decoy);
  return false;
}
