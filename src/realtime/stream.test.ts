import { afterEach, describe, expect, test } from "bun:test";
import { clock, moveClock } from "../lib/clock.ts";
import { createStream, type Draft, frameIds } from "./stream.ts";

const draft = (data: unknown): Draft => ({
  event: "contact:updated",
  data,
  permission: "contacts.read",
  audience: { kind: "everybody" },
});
const textsAfter = (stream: ReturnType<typeof createStream>, id: number) =>
  stream.since(id)?.map(({ text }) => JSON.parse(text).data);

afterEach(() => moveClock(0));

describe("ids", () => {
  test("grow, also after a restart, and stay exact numbers for decades", () => {
    const first = frameIds();
    const before = [first(), first(), first()];
    moveClock(10);
    const after = frameIds()();

    expect(before.toSorted((a, b) => a - b)).toEqual(before);
    expect(new Set(before).size).toBe(3);
    expect(after).toBeGreaterThan(before[2] ?? Infinity);
    moveClock(20 * 365 * 86_400_000);
    expect(clock.now().getUTCFullYear()).toBeGreaterThan(2040);
    expect(Number.isSafeInteger(frameIds()())).toBe(true);
  });
});

describe("what is kept", () => {
  test("is told from any id on that was given", () => {
    const stream = createStream(frameIds());
    const start = stream.head();
    const frames = [1, 2, 3].map((n) => stream.add(draft(n)));

    expect(textsAfter(stream, start)).toEqual([1, 2, 3]);
    expect(frames.map(({ id }) => textsAfter(stream, id))).toEqual([[2, 3], [3], []]);
    expect(stream.head()).toBe(frames[2]?.id ?? 0);
  });

  test("is not told from an id that was never given, or between two", () => {
    const stream = createStream(frameIds());
    const { id } = stream.add(draft(1));

    expect([0, id - 1, id + 1].map((unknown) => stream.since(unknown))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("is bounded in number; from before that nothing is told", () => {
    const stream = createStream(frameIds());
    const start = stream.head();
    const ids = Array.from({ length: 1005 }, (_, n) => stream.add(draft(n)).id);

    expect(stream.since(start)).toBeUndefined();
    expect(stream.since(ids[3] ?? 0)).toBeUndefined();
    expect(stream.since(ids[4] ?? 0)?.length).toBe(1000);
  });

  test("is bounded in size", () => {
    const stream = createStream(frameIds());
    const start = stream.head();
    const big = "x".repeat(100_000);
    const ids = Array.from({ length: 5 }, () => stream.add(draft(big)).id);

    expect(stream.since(start)).toBeUndefined();
    expect(stream.since(ids[1] ?? 0)?.length).toBe(3);
  });

  test("is gone after a gap", () => {
    const stream = createStream(frameIds());
    const { id } = stream.add(draft(1));

    stream.clear();

    expect(stream.since(id)).toBeUndefined();
    expect(stream.since(stream.head())).toEqual([]);
  });
});
