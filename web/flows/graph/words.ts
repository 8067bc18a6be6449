import { type FieldForm, at, fieldAt, isShown } from "./form.ts";
import { language, lookUp } from "../../i18n/i18n.ts";

/** `If there is no reply (minutes)` → `ifThereIsNoReplyMinutes`. */
export function slug(text: string): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ");
  return words
    .map((word, i) =>
      i === 0
        ? word.charAt(0).toLowerCase() + word.slice(1)
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join("");
}

/** What the server calls something, in the reader's language. */
export const said = (text: string): string => lookUp(`flowkinds.${slug(text)}`) ?? text;

/** A value of a choice: `not_equals`, `leastBusy`. */
export const valueWord = (value: unknown): string =>
  lookUp(`flowkinds.value.${String(value)}`) ?? humanised(String(value));

export const humanised = (name: string): string => {
  const spaced = name
    .replaceAll(/[_-]+/g, " ")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export const labelOf = (form: FieldForm, name: string): string =>
  form.label === undefined
    ? (lookUp(`flowkinds.value.${name}`) ?? humanised(name))
    : said(form.label);

const MAX_SUMMARY = 140;

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** One line about a step: `%parts.0.text%` filled from its data. Empty when nothing is filled in yet. */
export function summaryOf(
  kind: { type: string; summary: string; form: FieldForm },
  data: Record<string, unknown>,
  nodeName: (id: string) => string,
): string {
  const pattern = lookUp(`flowkinds.summary.${kind.type}`) ?? kind.summary.replaceAll(/[{}]/g, "%");
  let filled = 0;
  const text = pattern.replaceAll(/%([\w.]+)%/g, (_all, path: string) => {
    const shown = shownValue(kind.form, data, path, nodeName);
    if (shown !== "") filled++;
    return shown;
  });
  return filled === 0 && pattern.includes("%") ? "" : text.trim().slice(0, MAX_SUMMARY);
}

function shownValue(
  form: FieldForm,
  data: Record<string, unknown>,
  path: string,
  nodeName: (id: string) => string,
): string {
  const field = fieldAt(form, data, path);
  const value = at(data, path);
  if (!isShown(field.form, data)) return "";
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string").join(", ");
  if (typeof value === "number")
    return field.form.widget === "duration" ? minutes(value) : String(value);
  if (typeof value !== "string" || UUID.test(value)) return "";
  if (field.form.enum) return valueWord(value);
  return field.form.widget === "node" ? nodeName(value) : value;
}

const units = [
  [1440, "day"],
  [60, "hour"],
  [1, "minute"],
] as const;

export function minutes(value: number): string {
  const [size, unit] = units.find(([size]) => value > 0 && value % size === 0) ?? [1, "minute"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "long" }).format(
    value / size,
  );
}

export const percent = (share: number, digits = 0): string =>
  new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: digits }).format(
    share,
  );
