import { describe, expect, test } from "bun:test";
import { brandScale, contrastWithWhite } from "./brand.ts";

describe("a brand colour", () => {
  test.each(["#ffe600", "#22cc88", "#0a66c2", "#ffffff", "#101010", "#8b5cf6"])(
    "%s carries white text on its button shade",
    (colour) => {
      const scale = brandScale(colour);

      expect(contrastWithWhite(scale["600"] ?? "#ffffff")).toBeGreaterThanOrEqual(4.5);
      expect(contrastWithWhite(scale["700"] ?? "#ffffff")).toBeGreaterThanOrEqual(6);
    },
  );

  test("anything but a six-digit colour gives the standard shades back", () => {
    expect(new Set(Object.values(brandScale("red; }")))).toEqual(new Set([null]));
  });
});
