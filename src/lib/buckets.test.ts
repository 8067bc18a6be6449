import { describe, expect, test } from "bun:test";
import { Buckets } from "./buckets.ts";

const size = { most: 2, perMs: 1 / 1000 };

/** One if there is one. */
function take(buckets: Buckets, key: string, now: number): boolean {
  const bucket = buckets.refilled(key, size, now);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

describe("a bucket", () => {
  test("gives what it holds at once, then as fast as it fills", () => {
    const buckets = new Buckets();

    const taken = [0, 0, 0, 999, 1000, 1001].map((now) => take(buckets, "a", now));

    expect(taken).toEqual([true, true, false, false, true, false]);
  });

  test("never holds more than its size, and gives nothing when the clock goes back", () => {
    const buckets = new Buckets();
    take(buckets, "a", 1_000_000);

    expect(
      [2_000_000, 2_000_000, 2_000_000, 1_000_000, 2_000_000].map((now) => take(buckets, "a", now)),
    ).toEqual([true, true, false, false, false]);
  });
});

describe("many buckets", () => {
  test("stay within their number: the least used goes first", () => {
    const buckets = new Buckets(3);
    for (const key of ["a", "b", "c"]) for (let i = 0; i < 2; i++) take(buckets, key, 0);
    expect(take(buckets, "a", 0)).toBeFalse();

    expect(take(buckets, "d", 0)).toBeTrue();

    expect(take(buckets, "c", 0)).toBeFalse();
    expect(take(buckets, "a", 0)).toBeFalse();
    expect(take(buckets, "b", 0)).toBeTrue();
  });

  test("that are full are forgotten before one that is in use", () => {
    const buckets = new Buckets(2);
    take(buckets, "old", 0);
    for (let i = 0; i < 2; i++) take(buckets, "busy", 10_000);

    take(buckets, "new", 10_000);

    expect(take(buckets, "busy", 10_000)).toBeFalse();
  });
});
