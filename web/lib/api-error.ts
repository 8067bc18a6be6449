import { lookUp } from "../i18n/i18n.ts";

/** A request the server declined, or one that never reached it (`status` 0). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: unknown;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    status: number,
    message: string,
    details?: unknown,
    retryAfterMs?: number,
  ) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

export const isOffline = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "OFFLINE";

/** The sentence to show: translated by code, else the server's own. */
export function explain(error: unknown): string {
  const known = error instanceof ApiError ? lookUp(`error.${error.code}`) : undefined;
  if (known) return known;
  if (error instanceof ApiError && error.message) return error.message;
  return lookUp("error.INTERNAL_ERROR") ?? String(error);
}
