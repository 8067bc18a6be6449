import { describe, expect, test } from "bun:test";
import { formatDay, formatRelative, formatShort } from "./format.ts";

const noon = "2026-03-10T12:00:00Z";

describe("times", () => {
  test("a list shows the time today, the weekday this week, else the date", () => {
    expect(formatShort("2026-03-10T09:05:00Z", noon)).toMatch(/09:05/);
    expect(formatShort("2026-03-08T09:05:00Z", noon)).toBe("Sun");
    expect(formatShort("2026-01-02T09:05:00Z", noon)).toBe("Jan 2");
  });

  test("a thread names today and yesterday", () => {
    expect(formatDay("2026-03-10T00:01:00Z", noon)).toBe("Today");
    expect(formatDay("2026-03-09T23:59:00Z", noon)).toBe("Yesterday");
    expect(formatDay("2026-03-01T12:00:00Z", noon)).toBe("Sunday, March 1");
  });

  test("ages are told in the largest unit that fits", () => {
    expect(formatRelative("2026-03-10T10:00:00Z", noon)).toBe("2 hours ago");
    expect(formatRelative("2026-03-12T13:00:00Z", noon)).toBe("in 2 days");
  });
});
