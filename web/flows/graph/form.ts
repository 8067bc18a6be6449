import type { Form } from "../../../src/flows/check/types.ts";
import { isRecord } from "../../lib/record.ts";

/** A field is shown while its sibling has one of these values. */
export type When = Record<string, readonly unknown[]>;
export interface FieldForm extends Form {
  when?: When | undefined;
  default?: unknown;
  properties?: Record<string, FieldForm> | undefined;
  items?: FieldForm | undefined;
  anyOf?: readonly FieldForm[] | undefined;
  oneOf?: readonly FieldForm[] | undefined;
}

const texts = ["type", "title", "label", "widget"] as const;
const numbers = ["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"] as const;

/** JSON Schema as the server sends it, with the parts that are known. */
export function readForm(value: unknown): FieldForm {
  if (!isRecord(value)) return {};
  const form: FieldForm = {};
  for (const name of texts) {
    const found = value[name];
    if (typeof found === "string") form[name] = found;
  }
  for (const name of numbers) {
    const found = value[name];
    if (typeof found === "number") form[name] = found;
  }
  const { properties, items, required, when } = value;
  if (isRecord(properties))
    form.properties = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, readForm(inner)]),
    );
  if (isRecord(items)) form.items = readForm(items);
  if (Array.isArray(required)) form.required = required.filter((one) => typeof one === "string");
  if (Array.isArray(value["enum"])) form.enum = value["enum"];
  if ("const" in value) form.const = value["const"];
  if ("default" in value) form.default = value["default"];
  if (isRecord(when))
    form.when = Object.fromEntries(
      Object.entries(when).map(([name, list]) => [name, Array.isArray(list) ? list : [list]]),
    );
  if (Array.isArray(value["anyOf"])) form.anyOf = value["anyOf"].map(readForm);
  if (Array.isArray(value["oneOf"])) form.oneOf = value["oneOf"].map(readForm);
  return form;
}

/** What a new element of the form holds. */
export function initialOf(form: FieldForm): unknown {
  if (form.default !== undefined) return form.default;
  if (form.const !== undefined) return form.const;
  const [first] = form.oneOf ?? form.anyOf ?? [];
  if (first) return initialOf(first);
  if (form.enum) return form.enum[0];
  if (form.type === "object")
    return Object.fromEntries(
      Object.entries(form.properties ?? {})
        .filter(([name, inner]) => inner.default !== undefined || form.required?.includes(name))
        .map(([name, inner]) => [name, initialOf(inner)]),
    );
  // An empty text is nothing to start from: words are typed one by one.
  if (form.type === "array" && form.items?.type === "string") return [];
  if (form.type === "array")
    return Array.from({ length: form.minItems ?? 0 }, () => initialOf(form.items ?? {}));
  if (form.type === "boolean") return false;
  if (form.type === "integer" || form.type === "number") return Math.max(0, form.minimum ?? 0);
  return "";
}

export const isShown = ({ when }: FieldForm, siblings: Record<string, unknown>): boolean =>
  Object.entries(when ?? {}).every(([name, values]) => values.includes(siblings[name]));

/** The property whose constant tells the options of a union apart. */
export function tellerOf(options: readonly FieldForm[]): string | undefined {
  return Object.entries(options[0]?.properties ?? {}).find(([name]) =>
    options.every((option) => option.properties?.[name]?.const !== undefined),
  )?.[0];
}

/** The value as another option of its union, with whatever both have. */
export function switchOption(
  options: readonly FieldForm[],
  teller: string,
  to: unknown,
  value: Record<string, unknown>,
): Record<string, unknown> {
  const option = options.find((one) => one.properties?.[teller]?.const === to);
  const fresh = option ? initialOf(option) : {};
  const kept = Object.entries(value).filter(
    ([name]) => name !== teller && option?.properties?.[name] !== undefined,
  );
  return { ...(isRecord(fresh) ? fresh : {}), ...Object.fromEntries(kept), [teller]: to };
}

/** Value at a dotted path; `length` of a list counts. */
export function at(data: unknown, path: string): unknown {
  let value = data;
  for (const name of path.split(".")) {
    if (Array.isArray(value)) value = name === "length" ? value.length : value[Number(name)];
    else if (isRecord(value)) value = value[name];
    else return undefined;
  }
  return value;
}

/** The form of the field at a dotted path of a node's data. */
export function fieldAt(
  form: FieldForm,
  data: unknown,
  path: string,
): { form: FieldForm; name: string } {
  let here = form;
  let value = data;
  let last = path;
  for (const name of path.split(".")) {
    const options = here.oneOf ?? here.anyOf ?? [];
    const teller = isRecord(value) ? options.find((option) => matches(option, value)) : undefined;
    here = teller ?? here;
    here = (/^\d+$/.test(name) ? here.items : here.properties?.[name]) ?? {};
    value = at(value, name);
    if (!/^\d+$/.test(name)) last = name;
  }
  return { form: here, name: last };
}
const matches = (option: FieldForm, value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(option.properties ?? {}).some(
    ([name, inner]) => inner.const !== undefined && inner.const === value[name],
  );
