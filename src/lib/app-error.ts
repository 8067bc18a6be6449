/** Why a request was declined on purpose. `http/errors.ts` maps each kind to one status. */
export type ErrorKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "limited"
  | "too_large"
  | "unavailable";

export interface ErrorExtra {
  /** English sentence for people and logs; the SPA translates by `code`. */
  message?: string;
  details?: unknown;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** Declined on purpose. `code` is stable, UPPER_SNAKE_CASE and the SPA's message key. Anything else thrown is a bug. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, code: string, extra: ErrorExtra = {}) {
    super(extra.message ?? code, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = "AppError";
    this.kind = kind;
    this.code = code;
    this.details = extra.details;
    this.retryAfterSeconds = extra.retryAfterSeconds;
  }
}
