import { api } from "../api.ts";
import { defaultLanguage, setLanguage } from "../i18n/i18n.ts";
import { loadMe, me } from "./session.ts";

/** Own language, kept with the account; empty follows the workspace. */
export async function chooseLanguage(code: string): Promise<void> {
  const settings = { ...me.value?.user.settings, language: code || null };
  await api("updateMe", { body: { settings } });
  await loadMe();
  await setLanguage(code || (me.value?.tenant.language ?? defaultLanguage));
}

export function chosenLanguage(): string {
  const chosen = me.value?.user.settings["language"];
  return typeof chosen === "string" ? chosen : "";
}
