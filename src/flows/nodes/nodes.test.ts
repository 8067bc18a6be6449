import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "bun:test";
import { contextOf, type World } from "../engine/world.ts";
import { isOpen, nextOpening, nextTimeOfDay } from "../hours.ts";
import type { Heard } from "../node.ts";
import { readAnswer } from "./capture/answer.ts";
import { holds, type Operator } from "./condition/rules.ts";
import { findKind, nodeDescriptions } from "./registry.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const heard = (text: string, more: Partial<Heard> = {}): Heard => ({
  id: "m",
  type: "text",
  text,
  replyId: null,
  location: null,
  mediaUrl: null,
  isFromAd: false,
  adId: null,
  ...more,
});
const HOURS = {
  1: [
    ["09:00", "12:00"],
    ["13:00", "17:00"],
  ],
  2: [["09:00", "17:00"]],
} as const;
const world: World = {
  now: NOW,
  timezone: "Europe/Berlin",
  businessHours: HOURS,
  contact: {
    id: "c",
    name: "Ana María López",
    phone: "+12025550100",
    email: null,
    tags: ["vip"],
    fields: { city: "Köln" },
    isOptedIn: true,
  },
  conversation: { id: "v", status: "open", assignedAgentId: null, tags: [] },
  message: heard('say "hi"'),
  flowId: "f",
  trigger: { kind: "keyword", value: "hi" },
};
const context = (variables: Record<string, unknown> = {}, secrets?: Map<string, string>) =>
  contextOf(world, { variables, state: {}, chance: () => 0.5, ...(secrets ? { secrets } : {}) });

describe("the registry", () => {
  test("knows every folder, once", () => {
    const folders = readdirSync(import.meta.dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

    expect(nodeDescriptions.map(({ type }) => type).toSorted()).toEqual(folders.toSorted());
    for (const folder of folders)
      expect(readdirSync(join(import.meta.dir, folder))).toContain(`${folder}.ts`);
  });
});

describe("a captured answer", () => {
  const read = (answer: string, text: string, more: object = {}) =>
    readAnswer({ answer: answer as "text", choices: [], ...more }, heard(text), NOW);

  test.each([
    ["number", "42", 42],
    ["number", " 1,234.50 ", 1234.5],
    ["number", "1.234,50", 1234.5],
    ["number", "1 234,5", 1234.5],
    ["number", "1.234", 1234],
    ["number", "-3,5", -3.5],
    ["number", "four", undefined],
    ["number", "1e9", undefined],
    ["email", " Ana@Example.com ", "ana@example.com"],
    ["email", "ana@", undefined],
    ["phone", "0049 (30) 123-456", "+4930123456"],
    ["phone", "12", undefined],
    ["date", "24.12.2026", "2026-12-24"],
    ["date", "2026-2-28", "2026-02-28"],
    ["date", "31.02.2026", undefined],
    ["date", "tomorrow", "2026-11-24"],
    ["text", "  hello ", "hello"],
    ["text", "   ", undefined],
  ])("%s %p is %p", (answer, text, expected) => {
    expect(read(answer, text)).toEqual(expected);
  });

  test("keeps to its bounds and choices, and takes places and files", () => {
    expect(read("number", "7", { min: 8 })).toBeUndefined();
    expect(read("choice", "b", { choices: ["A", "B"] })).toBe("B");
    expect(read("choice", "1", { choices: ["A", "B"] })).toBe("A");
    expect(read("choice", "c", { choices: ["A", "B"] })).toBeUndefined();
    const place = { latitude: 1, longitude: 2 };
    expect(
      readAnswer({ answer: "location", choices: [] }, heard("", { location: place }), NOW),
    ).toEqual(place);
    expect(readAnswer({ answer: "file", choices: [] }, heard("x"), NOW)).toBeUndefined();
  });
});

describe("a rule", () => {
  const rules: [actual: unknown, operator: Operator, wanted: string, expected: boolean][] = [
    ["Köln", "equals", "köln", true],
    [5, "equals", "5.0", true],
    ["", "equals", "0", false],
    [["vip", "new"], "contains", "VIP", true],
    [["vip"], "equals", "vi", false],
    ["10", "greater", "9", true],
    ["09:30", "less", "10:00", true],
    ["2026-12-01", "after", "2026-11-30", true],
    [undefined, "greater", "0", false],
    [null, "is_empty", "", true],
    [false, "is_set", "", true],
    ["b", "one_of", "a, b; c", true],
    ["hello", "not_contains", "x", true],
  ];

  test.each(rules)("%p %s %p is %p", (actual, operator, wanted, expected) => {
    expect(holds(actual, operator, wanted)).toBe(expected);
  });
});

describe("texts", () => {
  test("are filled from everywhere, with a word for what is missing", () => {
    const ctx = context({ order: { items: [{ name: "Shoes" }] }, list: ["a", "b"] });

    expect(
      ctx.text(
        "{{contact.first_name}} {{contact.fields.city}} {{order.items[0].name}} {{list}} {{none|—}} {{now.time}} {{contact.constructor}}",
      ),
    ).toBe("Ana Köln Shoes a, b — 11:00 ");
  });

  test("do not fill what a contact wrote a second time", () => {
    const secrets = new Map([["key", "s3cret"]]);

    expect(context({ evil: "{{secret.key}}" }, secrets).text("{{evil}}")).toBe("{{secret.key}}");
    expect(context().text("{{secret.key}}")).toBe("•••");
    expect(context({}, secrets).text("{{secret.key}}")).toBe("s3cret");
  });

  test("stay JSON whatever stands in them", () => {
    const body = context({ n: 3, gone: null }).json(
      '{"a":"{{message.text}}","n":{{n}},"t":{{contact.tags}},"x":{{gone}}}',
    );

    expect(JSON.parse(body)).toEqual({ a: 'say "hi"', n: 3, t: ["vip"], x: null });
  });

  test("in an address cannot lead it elsewhere", () => {
    const kind = findKind("api");
    const data = { ...kind?.description.initial, url: "https://shop.example/{{id}}?q={{q}}" };

    const call = kind?.request(data, context({ id: "../admin", q: "a&b=c#d" }));

    expect(call?.url).toBe("https://shop.example/..%2Fadmin?q=a%26b%3Dc%23d");
  });
});

describe("hours", () => {
  test("are those of the zone", () => {
    expect(isOpen(NOW, HOURS, "Europe/Berlin")).toBe(true);
    expect(isOpen(NOW, HOURS, "America/New_York")).toBe(false);
    expect(isOpen(new Date("2026-11-23T11:30:00Z"), HOURS, "Europe/Berlin")).toBe(false);
    expect(
      nextOpening(new Date("2026-11-23T11:30:00Z"), HOURS, "Europe/Berlin").toISOString(),
    ).toBe("2026-11-23T12:00:00.000Z");
    expect(
      nextOpening(new Date("2026-11-24T18:00:00Z"), HOURS, "Europe/Berlin").toISOString(),
    ).toBe("2026-11-30T08:00:00.000Z");
  });

  test("a time of day is the next one, also where clocks change", () => {
    expect(nextTimeOfDay(NOW, "09:00", "Europe/Berlin").toISOString()).toBe(
      "2026-11-24T08:00:00.000Z",
    );
    expect(
      nextTimeOfDay(new Date("2026-03-28T10:00:00Z"), "09:00", "Europe/Berlin").toISOString(),
    ).toBe("2026-03-29T07:00:00.000Z");
    expect(nextTimeOfDay(NOW, "nonsense", "UTC").toISOString()).toBe("2026-11-24T09:00:00.000Z");
  });
});
