import { describe, expect, test } from "bun:test";
import { safeNext } from "./next.ts";

describe("where a sign-in leads", () => {
  test.each([
    ["/contacts?tag=vip", "/contacts?tag=vip"],
    ["//evil.example", "/inbox"],
    ["/\\evil.example", "/inbox"],
    ["https://evil.example", "/inbox"],
    ["/login?next=/login", "/inbox"],
    [undefined, "/inbox"],
  ])("%s leads to %s", (next, to) => {
    expect(safeNext(next)).toBe(to);
  });
});
