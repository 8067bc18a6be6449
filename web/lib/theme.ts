import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark" | "system";

const storageKey = "wc.theme";
const isTheme = (value: unknown): value is Theme =>
  value === "light" || value === "dark" || value === "system";

const stored = localStorage.getItem(storageKey);
export const theme = signal<Theme>(isTheme(stored) ? stored : "system");

export function followTheme(): void {
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = theme.value === "dark" || (theme.value === "system" && prefersDark.matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  };
  effect(() => {
    localStorage.setItem(storageKey, theme.value);
    apply();
  });
  prefersDark.addEventListener("change", apply);
}
