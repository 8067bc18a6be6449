import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { notFound, onError } from "./http/errors.ts";
import { type Authenticate, type Implementation, mount, origin } from "./http/mount.ts";
import { counting } from "./http/rate-limit.ts";
import { AppError } from "./lib/app-error.ts";
import { requestContext } from "./ops/log.ts";

export interface Feature {
  api?: Implementation[];
  /** Routes that are not JSON in, JSON out: uploads, hooks, pages. */
  extra?: (app: Hono, authenticate: Authenticate) => void;
  /** Takes what no route took. */
  last?: (app: Hono) => void;
}

const MAX_JSON_BYTES = 2 * 1024 * 1024;

/** Mounts every feature. `main` adds the listener, tests call `request` on it. */
export function createApp(features: readonly Feature[], authenticate: Authenticate): Hono {
  const app = new Hono();
  app.onError(onError);
  app.notFound(notFound);
  app.use(requestId());
  app.use((c, next) => requestContext.run({ requestId: c.get("requestId"), ...origin(c) }, next));
  app.use(secureHeaders());
  const counted = counting(authenticate, origin);
  for (const { extra } of features) extra?.(app, counted);
  const api = new Hono();
  api.use(bodyLimit({ maxSize: MAX_JSON_BYTES, onError: tooLarge }));
  for (const feature of features) for (const part of feature.api ?? []) mount(api, part, counted);
  app.route("/api/v1", api);
  for (const { last } of features) last?.(app);
  return app;
}

function tooLarge(_c: Context): Response {
  throw new AppError("too_large", "BODY_TOO_LARGE", { message: "The body is larger than 2 MB." });
}
