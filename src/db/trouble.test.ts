import { describe, expect, test } from "bun:test";
import { isTrouble } from "./trouble.ts";

const coded = (code: string): Error => Object.assign(new Error("refused"), { code });

describe("trouble of the database itself", () => {
  test.each([
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_BUSY_SNAPSHOT",
    "SQLITE_CORRUPT_VTAB",
    "08006",
    "28P01",
    "3D000",
    "25006",
    "40P01",
    "53100",
    "57P01",
    "ECONNRESET",
  ])("is told by %s", (code) => {
    expect(isTrouble(coded(code))).toBe(true);
    expect(isTrouble(new Error("Failed query", { cause: coded(code) }))).toBe(true);
  });

  test.each(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "23505", "22P02", "42P01"])(
    "is not what a statement did wrong, %s",
    (code) => {
      expect(isTrouble(coded(code))).toBe(false);
    },
  );

  test("is a connection that ended without a code", () => {
    expect(isTrouble(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isTrouble(new TypeError("x is undefined"))).toBe(false);
    expect(isTrouble("SQLITE_FULL")).toBe(false);
  });
});
