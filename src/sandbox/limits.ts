import { AppError } from "../lib/app-error.ts";
import { Buckets } from "../lib/buckets.ts";
import { clock } from "../lib/clock.ts";

const SIZE = { most: 60, perMs: 10 / 1000 };
const phones = new Buckets(10_000);

/** A phone in a person's hand does not need more; a link that leaked must not flood the inbox. Throws RATE_LIMITED. */
export function spend(connectionId: string): void {
  const bucket = phones.refilled(connectionId, SIZE, clock.ms());
  if (bucket.tokens < 1) {
    throw new AppError("limited", "RATE_LIMITED", {
      message: "That is too fast for one phone.",
      retryAfterSeconds: 1,
    });
  }
  bucket.tokens -= 1;
}
