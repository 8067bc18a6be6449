import { describe, expect, test } from "bun:test";
import { choose } from "./engine/active.ts";
import { matchesRegex, isRegex } from "./regex.ts";
import { Trigger } from "./trigger.ts";
import { fit, type Occasion } from "./triggers.ts";

const heard = (text: string, more: object = {}): Occasion => ({
  connectionId: "c1",
  tag: null,
  daysSilent: 0,
  message: {
    id: "m",
    type: "text",
    text,
    replyId: null,
    location: null,
    mediaUrl: null,
    isFromAd: false,
    adId: null,
    ...more,
  },
});
const keyword = (match: string, words: string[], more: object = {}) =>
  Trigger.parse({ kind: "keyword", match, words, ...more });
const starts = (trigger: Trigger, occasion: Occasion): boolean =>
  fit(trigger, occasion) !== undefined;

describe("a keyword", () => {
  const cases: [match: string, word: string, text: string, expected: boolean][] = [
    ["exact", "hola", " ¡Hólá! ", true],
    ["exact", "preise", "PREISE", true],
    ["exact", "stop", "don't stop", false],
    ["exact", "सहायता", "सहायता", true],
    ["exact", "مرحبا", "مرحبا!", true],
    ["exact", "👍", "👍", true],
    ["exact", "👍", "👎", false],
    ["contains", "order", "where is my order?", true],
    ["contains", "order", "a disorder", false],
    ["contains", "opening hours", "What are your opening hours today", true],
    ["starts", "book", "book a table", true],
    ["starts", "book", "notebook", false],
    ["regex", "^#?\\d{5}$", "#12345", true],
    ["regex", "^#?\\d{5}$", "12345678", false],
    ["regex", "(", "(", false],
  ];

  test.each(cases)("%s %p on %p is %p", (match, word, text, expected) => {
    expect(starts(keyword(match, [word]), heard(text))).toBe(expected);
  });

  test("may be mistyped where that is forgiven", () => {
    const fuzzy = keyword("exact", ["appointment", "yes"], { fuzzy: true });

    expect(
      ["apointment", "appointmnet", "yas", "disappointment"].map((text) =>
        starts(fuzzy, heard(text)),
      ),
    ).toEqual([true, true, false, false]);
  });
});

describe("a pattern", () => {
  test("that would take others for ever is answered", () => {
    const bomb = "^(a+)+(b|a)*(.*)*$";

    expect(matchesRegex(bomb, `${"a".repeat(5000)}!`)).toBe(true);
    expect(matchesRegex("(x+x+)+y", "x".repeat(5000))).toBe(false);
  });

  test("that needs going back is refused", () => {
    expect([
      isRegex("(a)\\1"),
      isRegex("(?=a)b"),
      isRegex("a".repeat(600)),
      isRegex("^h[ae]llo$"),
    ]).toEqual([false, false, false, true]);
  });
});

describe("who gets a message", () => {
  const flow = (flowId: string, priority: number, ...triggers: object[]) => ({
    flowId,
    versionId: flowId,
    priority,
    triggers: triggers.map((one) => Trigger.parse(one)),
  });
  const any = flow("any", 100, { kind: "any_message" });
  const exact = flow("exact", 100, { kind: "keyword", words: ["hi"] });
  const wide = flow("wide", 100, { kind: "keyword", match: "contains", words: ["hi"] });
  const first = (flows: ReturnType<typeof flow>[], occasion: Occasion, interrupts = false) =>
    choose(flows, occasion, interrupts)?.flow.flowId;

  test("is the trigger that asks for most", () => {
    expect(first([any, wide, exact], heard("hi"))).toBe("exact");
    expect(first([any, wide, exact], heard("hi you"))).toBe("wide");
    expect(first([any, wide, exact], heard("hello"))).toBe("any");
  });

  test("but a higher priority comes first", () => {
    expect(first([flow("vip", 200, { kind: "any_message" }), exact], heard("hi"))).toBe("vip");
  });

  test("is nobody on another number, and only who may when a flow is under way", () => {
    const here = flow("here", 100, {
      kind: "any_message",
      connectionIds: ["01990000-0000-7000-8000-000000000001"],
    });
    const urgent = flow("urgent", 100, { kind: "keyword", words: ["stop"], interrupts: true });

    expect(first([here], heard("hi"))).toBeUndefined();
    expect(first([exact, urgent], heard("hi"), true)).toBeUndefined();
    expect(first([exact, urgent], heard("stop"), true)).toBe("urgent");
  });

  test("is told by button, ad, tag and silence", () => {
    const button = flow("button", 100, { kind: "button", payload: "more" });
    const ad = flow("ad", 100, { kind: "ad_referral", adId: "77" });
    const welcome = flow("welcome", 100, { kind: "welcome", days: 30 });
    const tag = flow("tag", 100, { kind: "tag", tag: "VIP" });
    const all = [button, ad, welcome, tag];

    expect(first(all, heard("More!", { replyId: "more" }))).toBe("button");
    expect(first(all, heard("hi", { isFromAd: true, adId: "77" }))).toBe("ad");
    expect(first(all, heard("hi", { isFromAd: true, adId: "78" }))).toBeUndefined();
    expect(first(all, { ...heard("hi"), daysSilent: null })).toBe("welcome");
    expect(first(all, { ...heard("hi"), daysSilent: 31 })).toBe("welcome");
    expect(first(all, { ...heard("hi"), daysSilent: 29 })).toBeUndefined();
    expect(first(all, { ...heard(""), message: null, tag: "vip" })).toBe("tag");
  });
});
