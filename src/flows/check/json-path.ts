type Part = { name: string } | { index: number } | { all: true };

const MAX_PARTS = 32;
const MAX_FOUND = 1000;
const PART =
  /^(?:\.([\p{L}_$][\p{L}\p{N}_$-]*)|\[\s*(-?\d{1,6})\s*\]|\[\s*"([^"\\]*)"\s*\]|\[\s*'([^'\\]*)'\s*\]|(\[\s*\*\s*\]|\.\*))/u;

/** `$.a.b[0]['c d'][*]`: names, indexes, all of a list. No filters and no scripts. Undefined when it is none. */
export function parsePath(text: string): Part[] | undefined {
  const path = text.trim();
  if (!path.startsWith("$")) return undefined;
  const parts: Part[] = [];
  for (let rest = path.slice(1); rest !== "";) {
    const found = PART.exec(rest);
    if (!found || parts.length >= MAX_PARTS) return undefined;
    const [whole, dotted, index, double, single, all] = found;
    const name = dotted ?? double ?? single;
    if (all !== undefined) parts.push({ all: true });
    else if (index !== undefined) parts.push({ index: Number(index) });
    else if (name !== undefined) parts.push({ name });
    rest = rest.slice(whole.length);
  }
  return parts;
}

/** The value at the path; with `[*]` the list of values. Undefined when there is none. */
export function readPath(value: unknown, path: string): unknown {
  const parts = parsePath(path);
  if (!parts) return undefined;
  let found: unknown[] = [value];
  for (const part of parts) found = found.flatMap((one) => step(one, part)).slice(0, MAX_FOUND);
  return parts.some((part) => "all" in part) ? found : found[0];
}

function step(value: unknown, part: Part): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if ("all" in part) return Object.values(value);
  if ("index" in part) {
    const item: unknown = Array.isArray(value) ? value.at(part.index) : undefined;
    return item === undefined ? [] : [item];
  }
  const own = Object.entries(value).find(([name]) => name === part.name);
  return own === undefined ? [] : [own[1]];
}
