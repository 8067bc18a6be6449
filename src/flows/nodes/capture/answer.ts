import { z } from "zod";
import type { Heard } from "../../node.ts";

interface Wanted {
  answer: "text" | "number" | "email" | "phone" | "date" | "choice" | "file" | "location";
  choices: readonly string[];
  min?: number | undefined;
  max?: number | undefined;
}

const MAX_TEXT = 4096;
const Address = z.email().max(254);

/** The answer as a value of the wanted kind; undefined when it is none. */
export function readAnswer(wanted: Wanted, heard: Heard, now: Date): unknown {
  const text = heard.text.trim().slice(0, MAX_TEXT);
  switch (wanted.answer) {
    case "text":
      return within(text.length, { min: 1, ...wanted }) ? text : undefined;
    case "number":
      return readNumber(text, wanted);
    case "email":
      return Address.safeParse(text.toLowerCase()).data;
    case "phone":
      return readPhone(text);
    case "date":
      return readDate(text, now);
    case "choice":
      return readChoice(text, wanted.choices);
    case "file":
      return heard.mediaUrl ?? undefined;
    case "location":
      return heard.location ?? undefined;
  }
}

const within = (value: number, { min = -Infinity, max = Infinity }: Partial<Wanted>): boolean =>
  value >= min && value <= max;

/** `1,234.5`, `1.234,5` and `1 234,5` are the same number: the last mark stands before the decimals. */
function readNumber(text: string, wanted: Wanted): number | undefined {
  const plain = text.replaceAll(/[\s_']/g, "");
  if (!/^[+-]?\d[\d.,]{0,30}$/.test(plain)) return undefined;
  const decimals = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  const grouped = decimals >= 0 && /[.,]\d{3}$/.test(plain) && plain.search(/[.,]/) === decimals;
  const whole = decimals < 0 || grouped ? plain : plain.slice(0, decimals);
  const rest = decimals < 0 || grouped ? "" : plain.slice(decimals + 1);
  const value = Number(`${whole.replaceAll(/[.,]/g, "")}.${rest || "0"}`);
  return Number.isFinite(value) && within(value, wanted) ? value : undefined;
}

function readPhone(text: string): string | undefined {
  const digits = text.replaceAll(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^\+?[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

const DAY_MS = 86_400_000;

/** ISO, or day before month as most of the world writes; two words besides. */
function readDate(text: string, now: Date): string | undefined {
  const word = text.toLowerCase();
  if (word === "today") return now.toISOString().slice(0, 10);
  if (word === "tomorrow") return new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const local = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1, 4) : local ? local.slice(1, 4).toReversed() : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

function readChoice(text: string, choices: readonly string[]): string | undefined {
  const said = text.toLowerCase();
  const byNumber = /^\d{1,2}$/.test(said) ? choices[Number(said) - 1] : undefined;
  return choices.find((choice) => choice.toLowerCase() === said) ?? byNumber;
}
