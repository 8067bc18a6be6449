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

/** Ids may be bare numbers beyond 2^53: those arrive as text, all digits kept. */
export function parseLossless(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(quoteLongNumbers(text));
}

function quoteLongNumbers(text: string): string {
  // Strings are matched first, so that digits inside them stay as they are.
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

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
