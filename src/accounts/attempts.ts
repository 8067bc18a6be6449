import { outsideTransaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { sha256 } from "../lib/crypto.ts";
import { networkOf } from "../lib/network.ts";
import { countAttempt, deleteAttempts, takeBackAttempt } from "./attempt-queries.ts";

const MINUTE = 60_000;

/** How many tries one account and one network address have. */
const LIMITS = {
  login: { account: 10, address: 50, windowMs: 15 * MINUTE },
  forgot: { account: 5, address: 30, windowMs: 60 * MINUTE },
  reset: { account: 10, address: 30, windowMs: 15 * MINUTE },
  register: { account: 10, address: 100, windowMs: 60 * MINUTE },
} as const;
export type Guarded = keyof typeof LIMITS;

export interface Attempt {
  /** It was the right person: clears the account, gives the address its try back. */
  succeeded(): Promise<void>;
}

const MAX_REMEMBERED = 10_000;
const REMEMBERED_MS = 10_000;
/** Keys that are used up, so that a flood costs no writes; briefly, because another node may free them. */
const blocked = new Map<string, { recheckAt: number; endsAt: number }>();

/** Counts a try before it is made, so that parallel ones cannot slip through. Throws RATE_LIMITED. */
export async function attempt(
  what: Guarded,
  account: string | null,
  ip: string | null,
): Promise<Attempt> {
  const { windowMs, ...most } = LIMITS[what];
  const accountKey =
    account === null ? undefined : `${what}:account:${sha256(account).slice(0, 32)}`;
  const addressKey = ip === null ? undefined : `${what}:address:${networkOf(ip)}`;
  await outsideTransaction(async () => {
    if (addressKey !== undefined) await spend(addressKey, most.address, windowMs);
    if (accountKey !== undefined) await spend(accountKey, most.account, windowMs);
  });
  return {
    async succeeded() {
      if (accountKey !== undefined) await forget(accountKey);
      if (addressKey !== undefined) await takeBackAttempt(addressKey);
    },
  };
}

/** Lets an account try again, after its password was reset. */
export const forgetAttempts = (what: Guarded, account: string): Promise<void> =>
  forget(`${what}:account:${sha256(account).slice(0, 32)}`);

async function forget(key: string): Promise<void> {
  blocked.delete(key);
  await deleteAttempts(key);
}

async function spend(key: string, most: number, windowMs: number): Promise<void> {
  const known = blocked.get(key);
  if (known && known.recheckAt > clock.ms()) throw limited(known.endsAt);
  blocked.delete(key);
  const { count, startedAt } = await countAttempt(key, clock.now(), windowMs);
  if (count <= most) return;
  const endsAt = startedAt.getTime() + windowMs;
  if (blocked.size >= MAX_REMEMBERED) blocked.clear();
  blocked.set(key, { recheckAt: Math.min(endsAt, clock.ms() + REMEMBERED_MS), endsAt });
  throw limited(endsAt);
}

const limited = (until: number): AppError =>
  new AppError("limited", "RATE_LIMITED", {
    message: "Too many attempts. Wait a while and try again.",
    retryAfterSeconds: Math.max(1, (until - clock.ms()) / 1000),
  });
