import { language } from "../i18n/i18n.ts";
import { zone } from "./session.ts";

type When = string | number | Date;

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language.value;
  const timeZone = zone.value;
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  cache.set(key, made);
  return made;
}

const day = (when: When): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone.value }).format(new Date(when));

export const formatTime = (when: When): string =>
  formatter({ hour: "2-digit", minute: "2-digit" }).format(new Date(when));
export const formatDate = (when: When): string =>
  formatter({ dateStyle: "medium" }).format(new Date(when));
export const formatDateTime = (when: When): string =>
  formatter({ dateStyle: "medium", timeStyle: "short" }).format(new Date(when));
export const formatNumber = (value: number): string =>
  new Intl.NumberFormat(language.value).format(value);

/** Time today, weekday this week, else the date: what a list row has room for. */
export function formatShort(when: When, now: When = Date.now()): string {
  if (day(when) === day(now)) return formatTime(when);
  const age = new Date(now).getTime() - new Date(when).getTime();
  if (age >= 0 && age < 6 * 86_400_000)
    return formatter({ weekday: "short" }).format(new Date(when));
  return formatter({ day: "numeric", month: "short" }).format(new Date(when));
}

/** Separates days in a thread: "Today", "Yesterday", else the date. */
export function formatDay(when: When, now: When = Date.now()): string {
  const apart = Math.round((Date.parse(day(when)) - Date.parse(day(now))) / 86_400_000);
  if (apart > -2 && apart <= 0) {
    const words = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }).format(
      apart,
      "day",
    );
    return words.charAt(0).toLocaleUpperCase(language.value) + words.slice(1);
  }
  return formatter({ weekday: "long", day: "numeric", month: "long" }).format(new Date(when));
}

const units: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "5 minutes ago", "in 2 days". */
export function formatRelative(when: When, now: When = Date.now()): string {
  const apart = new Date(when).getTime() - new Date(now).getTime();
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  for (const [unit, ms] of units)
    if (Math.abs(apart) >= ms) return relative.format(Math.trunc(apart / ms), unit);
  return relative.format(0, "second");
}
