import { describe, expect, test } from "bun:test";
import { takePlace } from "./pace.ts";

const PACE = { perSecond: 10, pairBurst: 3, pairSecondsEach: 6 };
const number = (): string => crypto.randomUUID();

describe("the pace of a number", () => {
  test("allows a second's worth at once, then one message each time a place is free again", () => {
    const id = number();
    const taken = Array.from({ length: 12 }, (_, n) => takePlace(id, `to ${n}`, PACE, 1000));

    expect(taken.filter((wait) => wait === undefined)).toHaveLength(10);
    expect(taken.at(-1)).toEqual({ waitUntil: 1100 });
    expect(takePlace(id, "later", PACE, 1100)).toBeUndefined();
    expect(takePlace(id, "too soon", PACE, 1100)).toEqual({ waitUntil: 1200 });
  });

  test("holds back what is for one person only", () => {
    const id = number();
    const taken = Array.from({ length: 4 }, () => takePlace(id, "one", PACE, 1000));

    expect(taken).toEqual([undefined, undefined, undefined, { waitUntil: 7000 }]);
    expect(takePlace(id, "another", PACE, 1000)).toBeUndefined();
    expect(takePlace(id, "one", PACE, 7000)).toBeUndefined();
  });

  test("remembers who was written to lately, also among very many", () => {
    const id = number();
    const wide = { ...PACE, perSecond: 1e6 };
    for (let n = 0; n < 3; n++) takePlace(id, "one", wide, 1000);
    for (let n = 0; n < 60_000; n++) takePlace(id, `to ${n}`, wide, 1000);

    expect(takePlace(id, "one", wide, 1000)).toEqual({ waitUntil: 7000 });
  });
});
