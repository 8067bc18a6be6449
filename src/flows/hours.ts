/** Opening hours and wall-clock times of a zone. */
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type BusinessHours = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export interface LocalTime {
  /** `YYYY-MM-DD` */
  date: string;
  /** `HH:MM` */
  time: string;
  hour: number;
  /** 1 = Monday. */
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = makeFormat(timezone);
  formats.set(timezone, made);
  return made;
}
function makeFormat(timeZone: string): Intl.DateTimeFormat {
  const options = {
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}

export function localTime(at: Date, timezone: string): LocalTime {
  const parts = new Map(
    formatFor(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
    hour: Number(part("hour")),
    weekday: WEEKDAYS.indexOf(part("weekday")) + 1,
  };
}

export function isOpen(at: Date, hours: BusinessHours, timezone: string): boolean {
  const { weekday, time } = localTime(at, timezone);
  return (hours[weekday] ?? []).some(([from, to]) => time >= from && time < to);
}

/** The next instant at which clocks of the zone show this time; steps of a quarter of an hour cross every change of clocks. */
export function nextTimeOfDay(now: Date, time: string, timezone: string): Date {
  const wanted = /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? time : "09:00";
  const start = Math.ceil((now.getTime() + 1) / MINUTE_MS) * MINUTE_MS;
  return (
    firstMinute(start, (at) => localTime(at, timezone).time === wanted, 2) ??
    new Date(now.getTime() + DAY_MS)
  );
}

export function nextOpening(now: Date, hours: BusinessHours, timezone: string): Date {
  if (isOpen(now, hours, timezone)) return now;
  const start = Math.ceil(now.getTime() / MINUTE_MS) * MINUTE_MS;
  return firstMinute(start, (at) => isOpen(at, hours, timezone), 8) ?? now;
}

function firstMinute(
  start: number,
  isRight: (at: Date) => boolean,
  days: number,
): Date | undefined {
  for (let ms = start; ms < start + days * DAY_MS; ms += MINUTE_MS) {
    const at = new Date(ms);
    if (isRight(at)) return at;
  }
  return undefined;
}
