import { literalLength } from "./references.ts";
import type { Form } from "./types.ts";

export interface Finding {
  code: "MISSING_VALUE" | "EMPTY_TEXT" | "TEXT_TOO_LONG" | "BAD_VALUE" | "TOO_FEW" | "TOO_MANY";
  path: string;
  message: string;
}
/** A text of a node with the widget that edits it. */
export interface Field {
  path: string;
  widget: string;
  value: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const at = (path: string, name: string | number): string =>
  path === "" ? `${name}` : `${path}.${name}`;

/** What of the data does not fit the form. */
export function misfits(form: Form, value: unknown, path = ""): Finding[] {
  const options = form.oneOf ?? form.anyOf;
  if (options) {
    const chosen = chooseOption(options, value);
    return chosen ? misfits(chosen, value, path) : [bad(path, form, "is not one of the choices")];
  }
  if (form.const !== undefined)
    return value === form.const ? [] : [bad(path, form, `must be ${JSON.stringify(form.const)}`)];
  if (form.enum && !form.enum.includes(value))
    return [bad(path, form, "is not one of the choices")];
  switch (form.type) {
    case "object":
      return inObject(form, value, path);
    case "array":
      return inList(form, value, path);
    case "string":
      return typeof value === "string"
        ? inText(form, value, path)
        : [bad(path, form, "must be text")];
    case "integer":
    case "number":
      return inNumber(form, value, path);
    case "boolean":
      return typeof value === "boolean" ? [] : [bad(path, form, "must be yes or no")];
    default:
      return [];
  }
}

/** All texts of the data, with their widgets. */
export function fieldsOf(form: Form, value: unknown, path = ""): Field[] {
  const options = form.oneOf ?? form.anyOf;
  if (options) {
    const chosen = chooseOption(options, value);
    return chosen ? fieldsOf(chosen, value, path) : [];
  }
  if (typeof value === "string") return [{ path, widget: form.widget ?? "text", value }];
  if (Array.isArray(value)) {
    const { items = {} } = form;
    return value.flatMap((item, i) => fieldsOf(items, item, at(path, i)));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    fieldsOf(form.properties?.[name] ?? {}, inner, at(path, name)),
  );
}

/** By the constant that tells the options apart, else the first that fits. */
function chooseOption(options: readonly Form[], value: unknown): Form | undefined {
  if (isRecord(value)) {
    const told = options.find((option) =>
      Object.entries(option.properties ?? {}).some(
        ([name, { const: fixed }]) => fixed !== undefined && value[name] === fixed,
      ),
    );
    if (told) return told;
  }
  return options.find((option) => misfits(option, value).length === 0);
}

function inObject(form: Form, value: unknown, path: string): Finding[] {
  if (!isRecord(value)) return [bad(path, form, "is missing")];
  const missing = (form.required ?? [])
    .filter((name) => value[name] === undefined)
    .map((name): Finding => {
      const inner = form.properties?.[name] ?? {};
      return {
        code: "MISSING_VALUE",
        path: at(path, name),
        message: `${nameOf(inner, name)} is missing.`,
      };
    });
  const wrong = Object.entries(form.properties ?? {})
    .filter(([name]) => value[name] !== undefined)
    .flatMap(([name, inner]) => misfits(inner, value[name], at(path, name)));
  return [...missing, ...wrong];
}

function inList(form: Form, value: unknown, path: string): Finding[] {
  if (!Array.isArray(value)) return [bad(path, form, "must be a list")];
  const { minItems = 0, maxItems = Infinity, items = {} } = form;
  const findings: Finding[] = value.flatMap((item, i) => misfits(items, item, at(path, i)));
  if (value.length < minItems)
    findings.push({
      code: "TOO_FEW",
      path,
      message: `${nameOf(form, path)} needs at least ${minItems}.`,
    });
  if (value.length > maxItems)
    findings.push({
      code: "TOO_MANY",
      path,
      message: `${nameOf(form, path)} takes at most ${maxItems}.`,
    });
  return findings;
}

function inText(form: Form, value: string, path: string): Finding[] {
  const { minLength = 0, maxLength = Infinity } = form;
  if (minLength > 0 && value.trim() === "")
    return [{ code: "EMPTY_TEXT", path, message: `${nameOf(form, path)} is empty.` }];
  if (literalLength(value) > maxLength) {
    const message = `${nameOf(form, path)} is longer than ${maxLength} characters.`;
    return [{ code: "TEXT_TOO_LONG", path, message }];
  }
  return [];
}

function inNumber(form: Form, value: unknown, path: string): Finding[] {
  const { minimum = -Infinity, maximum = Infinity } = form;
  if (typeof value !== "number" || !Number.isFinite(value))
    return [bad(path, form, "must be a number")];
  if (form.type === "integer" && !Number.isInteger(value))
    return [bad(path, form, "must be a whole number")];
  if (value < minimum || value > maximum)
    return [bad(path, form, `must be between ${minimum} and ${maximum}`)];
  return [];
}

const nameOf = ({ label, title }: Form, path: string): string =>
  label ?? title ?? (path.split(".").at(-1) || "The value");
const bad = (path: string, form: Form, what: string): Finding => ({
  code: "BAD_VALUE",
  path,
  message: `${nameOf(form, path)} ${what}.`,
});
