import type { Context } from "hono";
import { AppError } from "../lib/app-error.ts";
import { Buckets } from "../lib/buckets.ts";
import { clock } from "../lib/clock.ts";
import { networkOf } from "../lib/network.ts";
import type { Caller, Origin } from "./caller.ts";

/** Requests a minute. Whoever was quiet may make a minute's worth at once. */
const PER_MINUTE = { key: 6000, user: 30_000, address: 6000 } as const;

const MINUTE = 60_000;

/** In memory: with several nodes, each counts what reaches it. */
const buckets = new Buckets(20_000);

/** Counts a request of the public API against who makes it, or, when nobody is known, where it comes from. */
export function countRequest(caller: Caller | undefined, { ip }: Origin): void {
  if (caller?.apiKeyId !== undefined)
    return spend(`key:${caller.apiKeyId}`, caller.rateLimit ?? PER_MINUTE.key);
  if (caller) return spend(`user:${caller.userId}`, PER_MINUTE.user);
  if (ip !== null) spend(`address:${networkOf(ip)}`, PER_MINUTE.address);
}

/** The same for whatever resolves credentials by itself. */
export const counting =
  (
    authenticate: (c: Context) => Promise<Caller | undefined>,
    originOf: (c: Context) => Origin,
  ): ((c: Context) => Promise<Caller | undefined>) =>
  async (c) => {
    const caller = await authenticate(c);
    countRequest(caller, originOf(c));
    return caller;
  };

function spend(key: string, perMinute: number): void {
  const bucket = buckets.refilled(key, { most: perMinute, perMs: perMinute / MINUTE }, clock.ms());
  if (bucket.tokens < 1) {
    throw new AppError("limited", "RATE_LIMITED", {
      message: `More than ${perMinute} requests a minute. Wait a while and try again.`,
      retryAfterSeconds: Math.max(1, ((1 - bucket.tokens) * 60) / perMinute),
    });
  }
  bucket.tokens -= 1;
}
