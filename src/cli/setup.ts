import { type Context, Hono } from "hono";
import { createInstaller } from "../../installer/app.tsx";
import { Setup } from "../../installer/setup.ts";
import { config } from "../config.ts";
import { checkMachine } from "../ops/checks.ts";
import { listen } from "../listener.ts";
import type { RunningServer } from "../serve.ts";
import { chosenDatabase, presetDatabase, runInstall } from "./install.ts";

/** The wizard on the configured port; once installed, the product takes its place without a restart. */
export async function startInstaller(): Promise<RunningServer> {
  const setup = new Setup(config().dataDir);
  let product: RunningServer | undefined;
  let owner: { ownerId: string; tenantId: string } | undefined;
  const wizard = createInstaller(setup, {
    checks: checkMachine,
    preset: presetDatabase,
    resolve: chosenDatabase,
    install: async (answers, onProgress) => {
      owner ??= await runInstall(answers, onProgress);
      product ??= await takeOver();
    },
    signIn: async (c) => {
      if (owner) await signIn(c, owner);
    },
  });
  const listener = listen({ fetch: beforeInstallation(wizard).fetch });
  const takeOver = async (): Promise<RunningServer> => {
    const { startServer } = await import("../serve.ts");
    return startServer({
      listener,
      features: [{ extra: (app) => app.route("/", wizardPages(wizard)) }],
    });
  };
  invite(setup, listener.port);
  return {
    port: listener.port,
    stop: async () => (product ? product.stop() : listener.stop(true)),
  };
}

/** Until installed every page leads to the wizard. */
function beforeInstallation(wizard: Hono): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => c.json({ status: "unavailable", reason: "not installed" }, 503));
  app.route("/", wizardPages(wizard));
  app.all("*", (c) =>
    c.req.method === "GET" && !c.req.path.startsWith("/api/")
      ? c.redirect("/install", 303)
      : c.json(
          {
            success: false,
            error: { code: "NOT_INSTALLED", message: "WhatsCRM is not installed yet." },
          },
          503,
        ),
  );
  return app;
}

function wizardPages(wizard: Hono): Hono {
  const app = new Hono();
  for (const path of ["/install", "/install/*"]) app.all(path, (c) => wizard.fetch(c.req.raw));
  return app;
}

async function signIn(
  c: Context,
  { ownerId, tenantId }: { ownerId: string; tenantId: string },
): Promise<void> {
  const { findUser } = await import("../accounts/queries.ts");
  const { giveCookie } = await import("../accounts/session-cookie.ts");
  const { startSession } = await import("../accounts/sessions.ts");
  const { asTenant } = await import("../db/index.ts");
  await asTenant(tenantId, async () => {
    const user = await findUser(ownerId);
    if (user) giveCookie(c, (await startSession(user)).refreshToken);
  });
}

function invite({ token, tokenFile }: Setup, port: number): void {
  const { host } = config();
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  console.log(`WhatsCRM is not installed yet. Open this address to set it up:

  http://${shown}:${port}/install?token=${token}

The setup token is also in ${tokenFile}.`);
}
