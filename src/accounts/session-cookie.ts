import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { config } from "../config.ts";
import { AppError } from "../lib/app-error.ts";
import { REFRESH_MS } from "./session-tokens.ts";

const NAME = "whatscrm_refresh";
/** The only addresses that read it. */
const PATH = "/api/v1/auth";

const options = () =>
  ({
    path: PATH,
    httpOnly: true,
    sameSite: "Strict",
    secure: config().appUrl?.startsWith("https://") ?? false,
  }) as const;

export function giveCookie(c: Context, refreshToken: string): void {
  setCookie(c, NAME, refreshToken, { ...options(), maxAge: REFRESH_MS / 1000 });
  c.header("Cache-Control", "no-store");
}

export const dropCookie = (c: Context): void => void deleteCookie(c, NAME, options());

/** The token of the body, else of the cookie; a cookie counts only for our own pages. */
export function presentedRefresh(c: Context, fromBody: string | undefined): string | undefined {
  if (fromBody !== undefined) return fromBody;
  const cookie = getCookie(c, NAME);
  if (cookie !== undefined) requireOwnPage(c);
  return cookie;
}

/** Browsers name the page on every cross-site POST; programs without an Origin carry no foreign cookies. */
function requireOwnPage(c: Context): void {
  const origin = c.req.header("Origin");
  const site = c.req.header("Sec-Fetch-Site");
  const own =
    origin === undefined
      ? site === undefined || site === "same-origin" || site === "none"
      : isOurs(c, origin);
  if (!own)
    throw new AppError("forbidden", "CROSS_SITE", {
      message: "This must come from the application's own page.",
    });
}

function isOurs(c: Context, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { appUrl } = config();
  if (appUrl !== null && new URL(appUrl).origin === origin) return true;
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  return new URL(origin).host === host;
}
