import { RE2JS } from "re2js";

const MAX_PATTERN = 500;
const MAX_KEPT = 500;
const compiled = new Map<string, RE2JS | null>();

/** In linear time whatever the pattern: the engine never goes back. Null when it is none. */
export function compileRegex(pattern: string): RE2JS | null {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = attempt(pattern);
  if (compiled.size >= MAX_KEPT) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function attempt(pattern: string): RE2JS | null {
  if (pattern.length > MAX_PATTERN) return null;
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch {
    return null;
  }
}

export const isRegex = (pattern: string): boolean => compileRegex(pattern) !== null;

/** Somewhere in the text, without regard to case. */
export const matchesRegex = (pattern: string, text: string): boolean =>
  compileRegex(pattern)?.matcher(text).find() ?? false;
