import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable } from "./error-table.ts";
import { envelopeError, failureOf } from "./errors.ts";

const file = join(import.meta.dir, "../../../test/fixtures/whatsapp-cloud/errors.csv");
/** code, subcode and whether a repeat makes sense; the last columns are prose. */
const rows = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => /^([\d-]*),(\d*),\d*,[^,]*,(no|yes|after-wait),/.exec(line)?.slice(1) ?? [line]);

const NEXT: Record<string, string> = { no: "fail", yes: "retry", "after-wait": "wait" };

describe("published codes", () => {
  test("were all read", () => {
    expect(rows.filter((row) => row.length !== 3)).toEqual([]);
    expect(rows.length).toBeGreaterThan(160);
  });

  test.each(
    rows.filter(([code]) => code !== "200-299").map((row) => [row.join(" "), row] as const),
  )(
    "%s is known and repeated as it should be",
    (_name, [code = "", subcode = "", retryable = ""]) => {
      const error = code
        ? { code: Number(code), ...(subcode ? { error_subcode: Number(subcode) } : {}) }
        : { code: 100, error_subcode: Number(subcode) };
      const key = code && subcode ? `${code}/${subcode}` : code || subcode;

      const failure = failureOf(error);

      expect(Object.keys(errorTable)).toContain(key);
      expect<string>(failure.next).toBe(NEXT[retryable] ?? "");
      expect(failure.reason).toMatch(/^[A-Z].*\.$/);
      if (failure.next === "wait") expect(failure.retryAfterMs).toBeGreaterThan(0);
    },
  );

  test("that stand alone are also understood as a code", () => {
    expect(failureOf({ code: 2494100 })).toMatchObject({ next: "wait" });
    expect(failureOf({ code: "131047" })).toEqual(failureOf({ code: 131047 }));
  });
});

describe("waiting", () => {
  test("grows fourfold with each try to the same person", () => {
    const waits = [1, 2, 3, 99].map(
      (attempt) => failureOf({ code: 131056 }, { attempt }).retryAfterMs,
    );

    expect(waits).toEqual([4000, 16_000, 64_000, 4_096_000]);
  });

  test("lasts a day after the limit on marketing to one person", () => {
    expect(failureOf({ code: 131049 }).retryAfterMs).toBe(86_400_000);
  });
});

describe("codes nobody published", () => {
  test("200 to 299 are missing permissions", () => {
    expect(failureOf({ code: 273 })).toMatchObject({ next: "fail", code: "273" });
    expect(failureOf({ code: 273 }).reason).toContain("permission");
  });

  test("follow the vendor's hint, then the status", () => {
    expect(failureOf({ code: 987654 }).next).toBe("fail");
    expect(failureOf({ code: 987654, is_transient: true }).next).toBe("retry");
    expect(failureOf({ code: 987654 }, { status: 503 }).next).toBe("retry");
    expect(failureOf({ code: 987654 }, { status: 429 })).toMatchObject({ next: "wait" });
    expect(failureOf({})).toMatchObject({ code: "UNKNOWN", next: "fail" });
  });

  test("never show the vendor's words", () => {
    const failure = failureOf({ code: 987654, message: "SECRET", error_user_msg: "SECRET" });

    expect(JSON.stringify(failure)).not.toContain("SECRET");
  });
});

test("only an envelope with a code is an answer of Graph's", () => {
  expect(envelopeError({ error: { code: 1 } })).toEqual({ code: 1 });
  for (const other of [undefined, null, [], "x", {}, { error: "x" }, { error: {} }])
    expect(envelopeError(other)).toBeUndefined();
});
