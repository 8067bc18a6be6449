import type { Pace } from "../channels/channel.ts";

interface Bucket {
  tokens: number;
  at: number;
}

/** From so many on, full buckets are forgotten: they say nothing. */
const SWEEP_FROM = 50_000;

class Buckets {
  readonly #known = new Map<string, Bucket>();
  #sweepAt = SWEEP_FROM;

  refilled(key: string, size: number, perMs: number, now: number): Bucket {
    const bucket = this.#known.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    if (this.#known.size >= this.#sweepAt) this.#sweep(size, perMs, now);
    this.#known.set(key, bucket);
    return bucket;
  }

  #sweep(size: number, perMs: number, now: number): void {
    for (const [key, { tokens, at }] of this.#known)
      if (tokens + (now - at) * perMs >= size) this.#known.delete(key);
    // Where most are in use, looking at each for every message would cost more than their memory.
    this.#sweepAt = Math.max(SWEEP_FROM, this.#known.size * 2);
  }
}

const numbers = new Buckets();
const pairs = new Buckets();

/** Takes a place for one message, or says when to try again. Counted by this process: what WhatsApp still refuses comes back as `wait`. */
export function takePlace(
  connectionId: string,
  recipient: string,
  pace: Pace,
  now: number,
): { waitUntil: number } | undefined {
  const number = numbers.refilled(connectionId, pace.perSecond, pace.perSecond / 1000, now);
  const pair = pairs.refilled(
    `${connectionId}/${recipient}`,
    pace.pairBurst,
    1 / (pace.pairSecondsEach * 1000),
    now,
  );
  if (number.tokens < 1)
    return { waitUntil: now + Math.ceil(((1 - number.tokens) * 1000) / pace.perSecond) };
  if (pair.tokens < 1)
    return { waitUntil: now + Math.ceil((1 - pair.tokens) * pace.pairSecondsEach * 1000) };
  number.tokens -= 1;
  pair.tokens -= 1;
  return undefined;
}
