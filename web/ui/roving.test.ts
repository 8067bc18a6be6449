import { describe, expect, test } from "bun:test";
import { nextIndex } from "./roving.ts";
import { place } from "./position.ts";

const labels = ["Edit", "Deactivate", "Suspend", "Delete"];

describe("moving in a menu by keyboard", () => {
  test("arrows wrap around both ends", () => {
    expect(nextIndex("ArrowDown", 3, labels)).toBe(0);
    expect(nextIndex("ArrowUp", 0, labels)).toBe(3);
    expect(nextIndex("ArrowUp", -1, labels)).toBe(3);
  });

  test("Home and End jump", () => {
    expect(nextIndex("Home", 2, labels)).toBe(0);
    expect(nextIndex("End", 0, labels)).toBe(3);
  });

  test("a letter goes to the next entry that starts with it", () => {
    expect(nextIndex("d", 0, labels)).toBe(1);
    expect(nextIndex("d", 1, labels)).toBe(3);
    expect(nextIndex("D", 3, labels)).toBe(1);
    expect(nextIndex("x", 0, labels)).toBeUndefined();
  });

  test("tabs use the other arrows and no letters", () => {
    expect(nextIndex("ArrowRight", 3, labels, true)).toBe(0);
    expect(nextIndex("ArrowDown", 0, labels, true)).toBeUndefined();
    expect(nextIndex("d", 0, labels, true)).toBeUndefined();
  });
});

describe("placing a menu", () => {
  const screen = { width: 400, height: 600 };
  const menu = { width: 200, height: 150 };

  test("goes above when there is no room below", () => {
    const anchor = { left: 20, right: 60, top: 560, bottom: 590 };

    expect(place(anchor, menu, screen, false)).toEqual({ x: 20, y: 404 });
  });

  test("stays on the screen", () => {
    const anchor = { left: 380, right: 398, top: 10, bottom: 40 };

    expect(place(anchor, menu, screen, false)).toEqual({ x: 192, y: 46 });
  });
});
