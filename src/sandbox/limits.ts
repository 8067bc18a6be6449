import { clock } from "../lib/clock.ts";
import { AppError } from "../lib/app-error.ts";

const BURST = 60;
const PER_SECOND = 10;
const MAX_KNOWN = 10_000;
const buckets = new Map<string, { tokens: number; at: number }>();

/** A phone in a person's hand does not need more; a link that leaked must not flood the inbox. Throws RATE_LIMITED. */
export function spend(connectionId: string): void {
  const now = clock.ms();
  const before = buckets.get(connectionId) ?? { tokens: BURST, at: now };
  const tokens = Math.min(BURST, before.tokens + ((now - before.at) / 1000) * PER_SECOND);
  if (tokens < 1) {
    throw new AppError("limited", "RATE_LIMITED", {
      message: "That is too fast for one phone.",
      retryAfterSeconds: 1,
    });
  }
  if (buckets.size >= MAX_KNOWN) buckets.clear();
  buckets.set(connectionId, { tokens: tokens - 1, at: now });
}
