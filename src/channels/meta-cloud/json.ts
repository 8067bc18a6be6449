/** Small guards for payloads whose shape nobody promises. */
export type Bag = Record<string, unknown>;

export const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const bag = (value: unknown): Bag => (isBag(value) ? value : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** Text that says something; empty text counts as absent, numbers become text. */
export function str(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

const LONG_NUMBER = /[:[,]\s*-?\d{16,}\s*[,}\]]/;
/** Escapes for what no database takes: NUL, and halves of a surrogate pair. */
const UNSTORABLE =
  /\\u(?:0000|[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F]))|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]/;

/** Ids may be bare numbers beyond 2^53: those arrive as text, all digits kept. */
export function parseLossless(text: string): unknown {
  const exact = LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text;
  return UNSTORABLE.test(exact) ? JSON.parse(exact, storable) : JSON.parse(exact);
}

/** Strings are matched first, so that digits inside them stay as they are. */
const quoteLongNumbers = (text: string): string =>
  text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );

function storable(_key: string, value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (!isBag(value) || Object.keys(value).every((key) => clean(key) === key)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), inner]));
}

const clean = (text: string): string => text.replaceAll("\0", "").toWellFormed();

const MIN_MS = Date.UTC(2009, 0, 1);
const DAY_MS = 86_400_000;

/** Seconds as text or number; milliseconds are recognised; whatever is absurd becomes the time of receipt. */
export function instant(value: unknown, receivedAt: number): number {
  const seconds = Number(str(value) ?? Number.NaN);
  for (const ms of [seconds * 1000, seconds]) {
    if (ms >= MIN_MS && ms <= receivedAt + DAY_MS) return Math.round(ms);
  }
  return receivedAt;
}
