import { language } from "../i18n/i18n.ts";

/** The phone shows the time where it is held, whoever is signed in. */
export const clockTime = (when: string | number | Date): string =>
  new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit" }).format(
    new Date(when),
  );

const dayOf = (when: string | number | Date): string =>
  new Intl.DateTimeFormat("en-CA").format(new Date(when));

export const isSameDay = (a: string, b: string): boolean => dayOf(a) === dayOf(b);

export function dayName(when: string): string {
  const apart = Math.round((Date.parse(dayOf(when)) - Date.parse(dayOf(Date.now()))) / 86_400_000);
  if (apart > -2 && apart <= 0) {
    const words = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
    const text = words.format(apart, "day");
    return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
  }
  return new Intl.DateTimeFormat(language.value, { day: "numeric", month: "long" }).format(
    new Date(when),
  );
}
