import { type Messages as Catalogue, setupI18n } from "@lingui/core";
import { signal } from "@preact/signals";
import type { Messages } from "./keys.gen.ts";

export type MessageKey = keyof Messages;
/** Keys of messages without values; for tables of labels. */
export type PlainKey = {
  [K in MessageKey]: Messages[K] extends undefined ? K : never;
}[MessageKey];
type Values<K extends MessageKey> = Messages[K] extends undefined ? [] : [values: Messages[K]];

type Part = "open" | "app" | "pages" | "flows";
type Loader = () => Promise<{ messages: Catalogue }>;

interface Language {
  name: string;
  dir: "ltr" | "rtl";
  /** For checking layouts; offered in development and while chosen. */
  pseudo?: true;
  /** `open` is enough to sign in; `app` comes with the inbox, `pages` with every other page, `flows` with flows alone. */
  parts: Record<Part, Loader>;
}

const pseudo: Language["parts"] = {
  open: () => import("./pseudo-open.gen.ts"),
  app: () => import("./pseudo-app.gen.ts"),
  pages: () => import("./pseudo-pages.gen.ts"),
  flows: () => import("./pseudo-flows.gen.ts"),
};

const english: Language = {
  name: "English",
  dir: "ltr",
  parts: {
    open: () => import("./en-open.gen.ts"),
    app: () => import("./en-app.gen.ts"),
    pages: () => import("./en-pages.gen.ts"),
    flows: () => import("./en-flows.gen.ts"),
  },
};

/** The two pseudo languages show text that escaped translation and layouts that break right to left. */
const languages: Record<string, Language> = {
  en: english,
  "en-XA": { name: "[Accented]", dir: "ltr", pseudo: true, parts: pseudo },
  "ar-XB": { name: "[Right to left]", dir: "rtl", pseudo: true, parts: pseudo },
};

export const defaultLanguage = "en";
const i18n = setupI18n();
const needed = new Set<Part>(["open"]);
let latest = defaultLanguage;

/** Reading it in a component redraws that component when the language changes. */
export const language = signal(defaultLanguage);

export const languageOptions = (): { value: string; label: string }[] =>
  Object.entries(languages)
    .filter(([code, one]) => !one.pseudo || import.meta.env.DEV || code === language.value)
    .map(([value, { name }]) => ({ value, label: name }));

/** An unknown region falls back to its language, an unknown language to English. */
const known = (wanted: string): string =>
  [wanted, wanted.split("-")[0] ?? ""].find((code) => code in languages) ?? defaultLanguage;

export async function setLanguage(wanted: string): Promise<void> {
  const code = known(wanted);
  latest = code;
  const { parts, dir } = languages[code] ?? english;
  const loaded = await Promise.all([...needed].map((part) => parts[part]()));
  // A later choice has overtaken this one.
  if (latest !== code) return;
  i18n.loadAndActivate({
    locale: code,
    messages: Object.assign({}, ...loaded.map(({ messages }) => messages)),
  });
  language.value = code;
  if (typeof document === "undefined") return;
  document.documentElement.lang = code;
  document.documentElement.dir = dir;
}

/** Adds what the workspace's frame and the inbox say. */
export function loadAppMessages(): Promise<void> {
  needed.add("app");
  return setLanguage(latest);
}

/** Adds what the pages beside the inbox say. */
export function loadPageMessages(): Promise<void> {
  needed.add("pages");
  return loadAppMessages();
}

/** Adds what flows say, their builder included. */
export function loadFlowMessages(): Promise<void> {
  needed.add("flows");
  return loadAppMessages();
}

export function t<K extends MessageKey>(key: K, ...values: Values<K>): string {
  void language.value;
  return i18n._(key, values[0]);
}

/** For keys that arrive at run time, such as error codes. */
export function lookUp(key: string): string | undefined {
  void language.value;
  return key in i18n.messages ? i18n._(key) : undefined;
}
