import { computed, effect, signal } from "@preact/signals";
import { type ApiReceived, api } from "../api.ts";
import { setLanguage } from "../i18n/i18n.ts";
import { ApiError } from "./api-error.ts";
import { applyBrand } from "./brand.ts";
import { onSessionEnd, refreshToken, setToken } from "./token.ts";

export type Me = ApiReceived<"me">;

type State = "booting" | "out" | "in" | "unreachable";

const hintKey = "wc.signedIn";
const brandKey = "wc.brand";

export const sessionState = signal<State>("booting");
export const me = signal<Me | null>(null);
export const zone = computed(() => me.value?.tenant.timezone ?? "UTC");

export const can = (permission: string): boolean =>
  me.value?.permissions.includes(permission) ?? false;

/** Whether trying the refresh cookie is worth a request on a page open to anyone. */
export const wasSignedIn = (): boolean => localStorage.getItem(hintKey) === "1";

export async function bootSession(): Promise<void> {
  sessionState.value = "booting";
  applyBrand(localStorage.getItem(brandKey) ?? undefined);
  try {
    await refreshToken();
    await loadMe();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) forget();
    else sessionState.value = "unreachable";
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  const { token } = await api("login", { body: { email, password } });
  setToken(token);
  await loadMe();
}

/** Takes over a token that another route handed out, such as registration. */
export async function enter(token: string): Promise<void> {
  setToken(token);
  await loadMe();
}

export async function signOut(): Promise<void> {
  try {
    await api("logout", { body: {} });
  } finally {
    forget();
  }
}

export async function loadMe(): Promise<void> {
  me.value = await api("me", {});
  localStorage.setItem(hintKey, "1");
  sessionState.value = "in";
}

function forget(): void {
  setToken(null);
  me.value = null;
  localStorage.removeItem(hintKey);
  sessionState.value = "out";
}

export function followSession(): void {
  onSessionEnd(forget);
  // Signing out in one tab signs out all of them.
  window.addEventListener("storage", (event) => {
    if (event.key === hintKey && event.newValue === null && sessionState.value === "in") forget();
  });
  effect(() => {
    const tenant = me.value?.tenant;
    if (!tenant) return;
    const colour = tenant.branding["primaryColor"];
    applyBrand(colour);
    localStorage.setItem(brandKey, colour ?? "");
  });
  effect(() => {
    const chosen = me.value?.user.settings["language"];
    const wanted = typeof chosen === "string" ? chosen : me.value?.tenant.language;
    if (!wanted) return;
    localStorage.setItem("wc.language", wanted);
    void setLanguage(wanted);
  });
}
