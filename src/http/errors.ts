import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isTrouble } from "../db/index.ts";
import { AppError, type ErrorKind } from "../lib/app-error.ts";
import { log, logTrouble } from "../ops/log.ts";

const STATUS: Record<ErrorKind, ContentfulStatusCode> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  too_large: 413,
  unavailable: 503,
};

/** The one place where an error becomes an answer. */
export function onError(error: Error, c: Context): Response {
  if (error instanceof AppError) return declined(error, c);
  if (error instanceof HTTPException && error.status < 500) {
    return c.json(
      { success: false, error: { code: "BAD_REQUEST", message: error.message } },
      error.status,
    );
  }
  if (isTrouble(error)) {
    logTrouble(error, `${c.req.method} ${c.req.path}`);
    return declined(DATABASE_AWAY, c);
  }
  log.error({ err: error, path: c.req.path, method: c.req.method }, "request failed");
  return c.json(
    {
      success: false,
      error: { code: "INTERNAL_ERROR", message: "Something went wrong on our side." },
    },
    500,
  );
}

const DATABASE_AWAY = new AppError("unavailable", "DATABASE_UNAVAILABLE", {
  message: "The database does not answer at the moment. Try again in a while.",
  retryAfterSeconds: 30,
});

function declined(error: AppError, c: Context): Response {
  if (error.kind === "unavailable" && error.code !== DATABASE_AWAY.code)
    log.warn({ err: error, path: c.req.path }, "unavailable");
  if (error.retryAfterSeconds !== undefined)
    c.header("Retry-After", String(Math.ceil(error.retryAfterSeconds)));
  const details = error.details === undefined ? {} : { details: error.details };
  return c.json(
    { success: false, error: { code: error.code, message: error.message, ...details } },
    STATUS[error.kind],
  );
}

export const notFound = (c: Context): Response =>
  c.json(
    { success: false, error: { code: "NOT_FOUND", message: "There is nothing at this address." } },
    404,
  );
