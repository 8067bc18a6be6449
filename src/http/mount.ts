import type { Context, Hono } from "hono";
import type { z } from "zod";
import { asTenant } from "../db/tenant.ts";
import { runOnce } from "../idempotency/service.ts";
import { AppError } from "../lib/app-error.ts";
import type { Parsed, Produced, Route } from "../lib/contract.ts";
import { sha256 } from "../lib/crypto.ts";
import type { Caller, Origin } from "./caller.ts";
import { countRequest } from "./rate-limit.ts";

/** What a handler gets: parsed parts, who asks, where from, and the HTTP context for cookies and headers. */
export type Request<R extends Route> = Parsed<R> & {
  origin: Origin;
  c: Context;
} & (R["auth"] extends "none" ? { caller: Caller | undefined } : { caller: Caller });
type Handlers<C> = {
  [K in keyof C]: C[K] extends Route ? (request: Request<C[K]>) => Promise<Produced<C[K]>> : never;
};

export interface Implementation {
  contract: Record<string, Route>;
  // The pairing of route and handler was checked by `implement`; here they are all alike.
  handlers: Record<string, (request: never) => Promise<unknown>>;
}
/** Resolves the bearer of a request; undefined when it carries no credentials. */
export type Authenticate = (c: Context) => Promise<Caller | undefined>;

/** In two steps, so that handlers are checked against a contract whose type is already fixed. */
export const implement =
  <C extends Record<string, Route>>(contract: C) =>
  (handlers: Handlers<C>): Implementation => ({
    contract,
    handlers: handlers as Implementation["handlers"],
  });

export function mount(
  app: Hono,
  { contract, handlers }: Implementation,
  authenticate: Authenticate,
): void {
  for (const [key, route] of Object.entries(contract)) {
    const handler = handlers[key];
    if (!handler) throw new Error(`no handler for ${key}`);
    app.on(route.method, route.path, (c) => answer(c, key, route, handler, authenticate));
  }
}

async function answer(
  c: Context,
  key: string,
  route: Route,
  handler: (request: never) => Promise<unknown>,
  authenticate: Authenticate,
): Promise<Response> {
  const caller =
    route.auth === "none" ? anybody(c) : await permitted(c, authenticate, route.permission);
  const rawBody = route.body ? await readJson(c) : undefined;
  const request = {
    caller,
    origin: origin(c),
    c,
    ...parsed("params", route.params, c.req.param()),
    ...parsed("query", route.query, c.req.query()),
    ...parsed("body", route.body, rawBody),
  };
  const run = (): Promise<unknown> => handler(request as never);
  if (!caller) return envelope(c, route, await run());
  return asTenant(caller.tenantId, async () => {
    const once = route.idempotent ? c.req.header("Idempotency-Key") : undefined;
    if (once === undefined) return envelope(c, route, await run());
    const bodyHash = sha256(JSON.stringify([c.req.path, rawBody]));
    return envelope(
      c,
      route,
      await runOnce({ key: once, route: key, bodyHash, status: route.status ?? 200 }, run),
    );
  });
}

function anybody(c: Context): undefined {
  countRequest(undefined, origin(c));
}

/** Who asks; refuses whoever is nobody or whose role lacks the permission. */
export async function permitted(
  c: Context,
  authenticate: Authenticate,
  permission: string | undefined,
): Promise<Caller> {
  const caller = await authenticate(c);
  if (!caller) throw new AppError("unauthenticated", "UNAUTHORIZED", { message: "Sign in first." });
  if (permission !== undefined && !caller.permissions.has(permission)) {
    throw new AppError("forbidden", "FORBIDDEN", { message: "Your role does not allow this." });
  }
  return caller;
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message: "The body is not valid JSON.",
      details: [{ path: "", message: "not valid JSON" }],
      cause,
    });
  }
}

function parsed(
  part: "params" | "query" | "body",
  schema: z.ZodType | undefined,
  value: unknown,
): Record<string, unknown> {
  if (!schema) return {};
  const result = schema.safeParse(part === "body" && value === undefined ? undefined : value);
  if (result.success) return { [part]: result.data };
  // An id that cannot exist is an unknown id.
  if (part === "params")
    throw new AppError("not_found", "NOT_FOUND", { message: "There is nothing at this address." });
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "Some fields are not right.",
    details: oneEach(result.error.issues),
  });
}

/** The first thing that is wrong with each field. */
function oneEach(issues: readonly z.core.$ZodIssue[]): { path: string; message: string }[] {
  const byPath = new Map<string, string>();
  for (const { path, message } of issues.toReversed()) byPath.set(path.join("."), message);
  return [...byPath].map(([path, message]) => ({ path, message })).toReversed();
}

function envelope(c: Context, route: Route, value: unknown): Response {
  const status = route.status ?? 200;
  if (route.list) return c.json({ success: true, ...(value as object) }, status);
  return c.json({ success: true, data: value }, status);
}

export function origin(c: Context): Origin {
  const env: unknown = c.env;
  const ip =
    typeof env === "object" && env !== null && "ip" in env && typeof env.ip === "string"
      ? env.ip
      : null;
  return { ip, userAgent: c.req.header("User-Agent")?.slice(0, 300) ?? null };
}
