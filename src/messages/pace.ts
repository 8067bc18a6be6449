import type { Capabilities } from "../channels/channel.ts";

type Pace = Capabilities["pace"];

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_PAIRS = 50_000;
const numbers = new Map<string, Bucket>();
const pairs = new Map<string, Bucket>();

/** Takes a place for one message, or says when to try again. Counted by this process: what WhatsApp still refuses comes back as `wait`. */
export function takePlace(
  connectionId: string,
  recipient: string,
  pace: Pace,
  now: number,
): { waitUntil: number } | undefined {
  const number = refill(numbers, connectionId, pace.perSecond, pace.perSecond / 1000, now);
  const pair = refill(
    pairs,
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

function refill(
  buckets: Map<string, Bucket>,
  key: string,
  size: number,
  perMs: number,
  now: number,
): Bucket {
  const bucket = buckets.get(key) ?? { tokens: size, at: now };
  bucket.tokens = Math.min(size, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
  bucket.at = now;
  // Full buckets say nothing: forgetting some keeps memory flat.
  if (buckets.size > MAX_PAIRS)
    for (const [old, { tokens }] of buckets) if (tokens >= size - 1) buckets.delete(old);
  buckets.set(key, bucket);
  return bucket;
}
