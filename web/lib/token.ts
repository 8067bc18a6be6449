import { isRecord } from "./record.ts";
import { ApiError } from "./api-error.ts";

let accessToken: string | null = null;
let refreshing: Promise<string> | null = null;
const endings = new Set<() => void>();

/** In memory only: a script that reads storage finds nothing to steal. */
export const currentToken = (): string | null => accessToken;
export const setToken = (token: string | null): void => {
  accessToken = token;
};

/** Called when the server no longer accepts the refresh cookie. */
export function onSessionEnd(listener: () => void): () => void {
  endings.add(listener);
  return () => endings.delete(listener);
}

/** One refresh at a time, across tabs too: using a rotated token twice would end the session. */
export function refreshToken(): Promise<string> {
  refreshing ??= alone(askForToken).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

function alone(ask: () => Promise<string>): Promise<string> {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  return locks ? locks.request("wc.refresh", ask) : ask();
}

async function askForToken(): Promise<string> {
  const response = await fetch("/api/v1/auth/refresh", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
    credentials: "same-origin",
  }).catch((cause: unknown) => {
    throw new ApiError("OFFLINE", 0, String(cause));
  });
  const answer: unknown = await response.json().catch(() => null);
  const data = isRecord(answer) && isRecord(answer["data"]) ? answer["data"] : {};
  if (response.ok && typeof data["token"] === "string") {
    accessToken = data["token"];
    return data["token"];
  }
  // Only a clear refusal ends the session; an overloaded server does not.
  if (response.status === 401 || response.status === 403 || response.status === 422) {
    accessToken = null;
    for (const tell of endings) tell();
    throw new ApiError("UNAUTHORIZED", 401, "Sign in first.");
  }
  throw new ApiError("INTERNAL_ERROR", response.status, "The session could not be renewed.");
}
