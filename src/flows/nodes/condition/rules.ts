export const OPERATORS = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "starts",
  "ends",
  "greater",
  "less",
  "at_least",
  "at_most",
  "is_set",
  "is_empty",
  "one_of",
  "before",
  "after",
] as const;
export type Operator = (typeof OPERATORS)[number];

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

const folded = (value: unknown): string =>
  (typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value)
  )
    .normalize("NFKC")
    .trim()
    .toLowerCase();

/** Whether the rule is true; texts are compared without regard to case. */
export function holds(actual: unknown, operator: Operator, wanted: string): boolean {
  const list = Array.isArray(actual) ? actual.map(folded) : undefined;
  const [left, right] = [folded(actual), folded(wanted)];
  switch (operator) {
    case "is_set":
      return !isEmpty(actual);
    case "is_empty":
      return isEmpty(actual);
    case "equals":
      return list ? list.includes(right) : same(left, right);
    case "not_equals":
      return !holds(actual, "equals", wanted);
    case "contains":
      return list ? list.includes(right) : right !== "" && left.includes(right);
    case "not_contains":
      return !holds(actual, "contains", wanted);
    case "starts":
      return right !== "" && left.startsWith(right);
    case "ends":
      return right !== "" && left.endsWith(right);
    case "one_of":
      return wanted.split(/[,;\n]/).some((one) => holds(actual, "equals", one));
    default:
      return compared(left, right, operator);
  }
}

/** Numbers written differently are still the same number. */
const same = (left: string, right: string): boolean =>
  left === right || (left !== "" && right !== "" && Number(left) === Number(right));

function compared(left: string, right: string, operator: Operator): boolean {
  if (left === "" || right === "") return false;
  const order = difference(left, right);
  if (operator === "greater" || operator === "after") return order > 0;
  if (operator === "less" || operator === "before") return order < 0;
  return operator === "at_least" ? order >= 0 : order <= 0;
}

/** As numbers where both are, as instants where both are, else as texts: `HH:MM` and ISO days sort as texts. */
function difference(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  const [from, to] = [instant(left), instant(right)];
  if (from !== undefined && to !== undefined) return from - to;
  return left < right ? -1 : left > right ? 1 : 0;
}

function instant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
