import { type Messages as Catalogue, setupI18n } from "@lingui/core";
import { signal } from "@preact/signals";
import type { Messages } from "./keys.gen.ts";

export type MessageKey = keyof Messages;
/** Keys of messages without values; for tables of labels. */
export type PlainKey = {
  [K in MessageKey]: Messages[K] extends undefined ? K : never;
}[MessageKey];
type Values<K extends MessageKey> = Messages[K] extends undefined ? [] : [values: Messages[K]];

interface Language {
  name: string;
  dir: "ltr" | "rtl";
  load: () => Promise<{ messages: Catalogue }>;
}

const pseudo = () => import("./pseudo.gen.ts");

/** The two pseudo languages show text that escaped translation and layouts that break right to left. */
export const languages: Record<string, Language> = {
  en: { name: "English", dir: "ltr", load: () => import("./en.gen.ts") },
  "en-XA": { name: "[Accented]", dir: "ltr", load: pseudo },
  "ar-XB": { name: "[Right to left]", dir: "rtl", load: pseudo },
};

export const defaultLanguage = "en";
const i18n = setupI18n();

/** Reading it in a component redraws that component when the language changes. */
export const language = signal(defaultLanguage);

export async function setLanguage(wanted: string): Promise<void> {
  const code = wanted in languages ? wanted : (wanted.split("-")[0] ?? defaultLanguage);
  const chosen = languages[code] ?? languages[defaultLanguage];
  if (!chosen) return;
  const { messages } = await chosen.load();
  i18n.loadAndActivate({ locale: code in languages ? code : defaultLanguage, messages });
  language.value = i18n.locale;
  if (typeof document === "undefined") return;
  document.documentElement.lang = i18n.locale;
  document.documentElement.dir = chosen.dir;
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
