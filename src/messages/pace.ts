import type { Pace } from "../channels/channel.ts";
import { Buckets } from "../lib/buckets.ts";

const numbers = new Buckets();
const pairs = new Buckets();

/** Takes a place for one message, or says when to try again. Counted by this process: what WhatsApp still refuses comes back as `wait`. */
export function takePlace(
  connectionId: string,
  recipient: string,
  pace: Pace,
  now: number,
): { waitUntil: number } | undefined {
  const number = numbers.refilled(
    connectionId,
    { most: pace.perSecond, perMs: pace.perSecond / 1000 },
    now,
  );
  const pair = pairs.refilled(
    `${connectionId}/${recipient}`,
    { most: pace.pairBurst, perMs: 1 / (pace.pairSecondsEach * 1000) },
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
