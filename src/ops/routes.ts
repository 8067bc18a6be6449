import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Feature } from "../app.ts";
import { config } from "../config.ts";
import { pingDatabase } from "../db/index.ts";
import { origin } from "../http/mount.ts";
import { countJobs } from "../jobs/queries.ts";
import { equalSecret } from "../lib/crypto.ts";
import { freeBytes } from "./disk.ts";
import {
  diskFree,
  httpRequests,
  httpSeconds,
  jobsByState,
  pendingDeliveries,
  registry,
} from "./metrics.ts";
import { countDeliveries } from "./queries.ts";

const READY_WITHIN_MS = 2000;

/** First of the features: it measures the others. */
export const opsFeature: Feature = {
  extra: (app) => {
    app.use(measure);
    app.get("/healthz", (c) => c.json({ status: "ok" }));
    app.get("/readyz", async (c) =>
      (await isDatabaseThere())
        ? c.json({ status: "ready" })
        : c.json({ status: "unavailable", reason: "the database does not answer" }, 503),
    );
    app.get("/install/*", (c) => c.redirect("/"));
    app.get("/metrics", async (c) => {
      if (!mayScrape(c)) return c.json({ status: "forbidden" }, 403);
      await gauge();
      return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType });
    });
  },
};

const measure: MiddlewareHandler = async (c, next) => {
  const startedAt = performance.now();
  await next();
  // The pattern, not the address: ids would make a series each.
  const route = routePath(c);
  const { method } = c.req;
  httpRequests.inc({ method, route, status: c.res.status });
  httpSeconds.observe({ method, route }, (performance.now() - startedAt) / 1000);
};

/** Migrations ran before the listener opened, so only the connection can be missing. */
async function isDatabaseThere(): Promise<boolean> {
  const answered = pingDatabase().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, Bun.sleep(READY_WITHIN_MS).then(() => false)]);
}

/** The machine itself, or whoever has the token. Behind a proxy on this machine everybody would look local. */
function mayScrape(c: Context): boolean {
  const { metricsToken } = config();
  const bearer = c.req.header("Authorization")?.replace(/^Bearer /, "");
  if (metricsToken !== null && bearer !== undefined && equalSecret(bearer, metricsToken))
    return true;
  const isForwarded =
    c.req.header("X-Forwarded-For") !== undefined || c.req.header("Forwarded") !== undefined;
  const ip = origin(c).ip ?? "";
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(ip);
}

async function gauge(): Promise<void> {
  diskFree.set(freeBytes());
  pendingDeliveries.set(await countDeliveries("pending"));
  jobsByState.reset();
  for (const { kind, state, jobs } of await countJobs()) jobsByState.set({ kind, state }, jobs);
}
