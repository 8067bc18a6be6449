import { beforeAll, describe, expect, test } from "bun:test";
import { nodeDescriptions } from "../../../src/flows/nodes/registry.ts";
import { loadFlowMessages, lookUp } from "../../i18n/i18n.ts";
import { isRecord } from "../../lib/record.ts";
import { type FieldForm, initialOf, isShown, readForm, switchOption, tellerOf } from "./form.ts";
import { slug, summaryOf } from "./words.ts";

beforeAll(loadFlowMessages);

const formOf = (type: string): FieldForm =>
  readForm(nodeDescriptions.find((kind) => kind.type === type)?.form);
const partsOf = (form: FieldForm): readonly FieldForm[] => {
  const items = form.properties?.["parts"]?.items;
  return items?.oneOf ?? items?.anyOf ?? [];
};

describe("a form from a JSON schema", () => {
  test("knows what a new element holds", () => {
    const [text] = partsOf(formOf("message"));
    const trigger = formOf("start").properties?.["triggers"]?.items ?? {};

    expect(initialOf(text ?? {})).toEqual({ kind: "text", text: "" });
    expect(initialOf(trigger)).toMatchObject({ kind: "keyword", match: "exact", words: [] });
  });

  test("turns an element into another shape and keeps what both have", () => {
    const options = partsOf(formOf("message"));
    const teller = tellerOf(options) ?? "";
    const image = { kind: "image", mediaId: "m", caption: "Look" };

    expect(teller).toBe("kind");
    expect(switchOption(options, teller, "video", image)).toEqual({ ...image, kind: "video" });
    expect(switchOption(options, teller, "text", image)).toEqual({ kind: "text", text: "" });
  });

  test("shows a field only while its sibling says so", () => {
    const field = readForm({ type: "string", when: { to: ["agent"] } });

    expect(isShown(field, { to: "agent" })).toBe(true);
    expect(isShown(field, { to: "nobody" })).toBe(false);
  });
});

describe("words", () => {
  test("every label, choice and output of every kind can be translated", () => {
    const missing = new Set<string>();
    const need = (key: string) => {
      if (lookUp(`flowkinds.${key}`) === undefined) missing.add(key);
    };
    const visit = (form: FieldForm): void => {
      if (form.label !== undefined) need(slug(form.label));
      for (const one of [...(form.enum ?? []), ...(form.const === undefined ? [] : [form.const])])
        need(`value.${String(one)}`);
      for (const inner of Object.values(form.properties ?? {})) visit(inner);
      for (const inner of [form.items, ...(form.oneOf ?? []), ...(form.anyOf ?? [])])
        if (inner) visit(inner);
    };
    for (const kind of nodeDescriptions) {
      need(slug(kind.label));
      for (const { label } of kind.outputs) need(slug(label));
      visit(readForm(kind.form));
    }

    expect([...missing]).toEqual([]);
  });

  test("a step is summed up from its data", () => {
    const kind = nodeDescriptions.find(({ type }) => type === "condition");
    const { groups } = isRecord(kind?.initial) ? kind.initial : {};

    expect(
      summaryOf(
        { type: "condition", summary: "", form: formOf("condition") },
        { groups },
        () => "",
      ),
    ).toBe("message.text is");
  });
});
