import { type Context, Hono, type MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { bodyLimit } from "hono/body-limit";
import { probeDatabase } from "../src/db/probe.ts";
import { InstallAnswers, type InstallStep } from "../src/lib/install-answers.ts";
import { serveFiles } from "./files.ts";
import { messages } from "./messages.ts";
import type { Draft, Run, Setup } from "./setup.ts";
import { DatabasePage, Outcome } from "./steps/database.tsx";
import { DonePage } from "./steps/done.tsx";
import { OwnerPage, type Wrong } from "./steps/owner.tsx";
import { Progress, RunPage } from "./steps/run.tsx";
import { SitePage } from "./steps/site.tsx";
import { TokenPage } from "./steps/token.tsx";
import { type MachineCheck, WelcomePage } from "./steps/welcome.tsx";

/** What the wizard cannot know itself: it never imports the product. */
export interface Installer {
  checks: () => MachineCheck[];
  /** The database given by flag or environment. */
  preset: () => string | undefined;
  resolve: (answer: string) => string;
  install: (answers: InstallAnswers, onProgress: (step: InstallStep) => void) => Promise<void>;
  /** Gives the owner's session to the browser that installed. */
  signIn: (c: Context) => Promise<void>;
}

const COOKIE = "whatscrm_setup";
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function createInstaller(setup: Setup, installer: Installer): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({ referrerPolicy: "same-origin" }),
    protect,
    bodyLimit({ maxSize: 64 * 1024 }),
  );
  serveFiles(app);
  entrance(app, setup);
  app.use("/install/*", (c, next) => {
    const elsewhere = detour(setup, setup.holds(getCookie(c, COOKIE)), c.req.path);
    return elsewhere === undefined ? next() : Promise.resolve(c.redirect(elsewhere, 303));
  });
  questions(app, setup, installer);
  installation(app, setup, installer);
  return app;
}

/** Where a request belongs instead, by who asks and how far the installation is. */
function detour({ run }: Setup, isHolder: boolean, path: string): string | undefined {
  if (!isHolder) return run?.state === "done" ? "/" : "/install";
  if (run?.state === "done" && !/\/(done|progress)$/.test(path)) return "/install/done";
  if (run?.state === "running" && !/\/(run|progress)$/.test(path)) return "/install/run";
  return undefined;
}

const protect: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header("Origin");
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  const isForeign =
    origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);
  if (c.req.method === "POST" && isForeign) return c.text(messages.foreign, 403);
  await next();
  c.header("Content-Security-Policy", CSP);
  if (c.res.headers.get("Content-Type")?.startsWith("text/html"))
    c.header("Cache-Control", "no-store");
  return undefined;
};

/** The only pages without the cookie. */
function entrance(app: Hono, setup: Setup): void {
  app.get("/install", (c) => {
    if (setup.run?.state === "done") return c.redirect("/install/done", 303);
    if (setup.holds(getCookie(c, COOKIE))) return c.redirect("/install/welcome", 303);
    return c.html(tokenPage(setup, c.req.query("token") ?? ""));
  });
  app.post("/install", async (c) => {
    if (setup.run?.state === "done") return c.redirect("/", 303);
    const token = (await fields(c))["token"] ?? "";
    const claimed = setup.claim(token);
    if ("refused" in claimed) {
      const isLimited = claimed.refused === "limited";
      if (isLimited) c.header("Retry-After", "600");
      return c.html(tokenPage(setup, "", messages.token[claimed.refused]), isLimited ? 429 : 403);
    }
    const secure = address(c).startsWith("https:");
    setCookie(c, COOKIE, claimed.id, {
      path: "/install",
      httpOnly: true,
      sameSite: "Strict",
      secure,
    });
    return c.redirect("/install/welcome", 303);
  });
}

const tokenPage = (setup: Setup, value: string, wrong?: string) => (
  <TokenPage value={value} file={setup.tokenFile} heldSince={setup.heldSince} wrong={wrong} />
);

function questions(app: Hono, setup: Setup, { checks, preset, resolve }: Installer): void {
  const { draft } = setup;
  const databasePage = (result?: Awaited<ReturnType<typeof probeDatabase>>) => (
    <DatabasePage databaseUrl={draft.databaseUrl} preset={preset()} result={result} />
  );
  const tried = async (c: Context) => {
    draft.databaseUrl = preset() ?? chosen(await fields(c));
    return probeDatabase(resolve(draft.databaseUrl));
  };
  app.get("/install/welcome", (c) => c.html(<WelcomePage checks={checks()} />));
  app.get("/install/database", (c) => c.html(databasePage()));
  app.post("/install/database/test", async (c) => {
    const result = await tried(c);
    return c.html(c.req.header("HX-Request") ? <Outcome result={result} /> : databasePage(result));
  });
  app.post("/install/database", async (c) => {
    const result = await tried(c);
    return result.ok ? c.redirect("/install/owner", 303) : c.html(databasePage(result), 422);
  });
  app.get("/install/owner", (c) => c.html(<OwnerPage draft={draft} />));
  app.post("/install/owner", async (c) => {
    const { repeat, password, ...given } = await fields(c);
    const kept = password === "" && draft.password !== undefined ? draft.password : password;
    const wrong = take(draft, { ...given, password: kept }, OWNER);
    if (password !== repeat) wrong["repeat"] = messages.owner.differs;
    if (Object.keys(wrong).length === 0) return c.redirect("/install/site", 303);
    delete draft.password;
    return c.html(<OwnerPage draft={draft} wrong={wrong} />, 422);
  });
  app.get("/install/site", (c) => c.html(<SitePage draft={draft} address={address(c)} />));
}

function installation(app: Hono, setup: Setup, { install, signIn }: Installer): void {
  const { draft } = setup;
  const begin = (c: Context) => {
    const answers = InstallAnswers.safeParse(draft);
    if (!answers.success) return c.redirect(pageOf(String(answers.error.issues[0]?.path[0])), 303);
    void setup.start((onProgress) => install(answers.data, onProgress));
    return c.redirect("/install/run", 303);
  };
  app.post("/install/site", async (c) => {
    const wrong = take(draft, await fields(c), SITE);
    if (Object.keys(wrong).length === 0) return begin(c);
    return c.html(<SitePage draft={draft} address={address(c)} wrong={wrong} />, 422);
  });
  app.post("/install/run", begin);
  app.get("/install/run", (c) =>
    setup.run ? c.html(<RunPage run={setup.run} />) : c.redirect("/install/site", 303),
  );
  app.get("/install/progress", (c) => {
    // Proxies would keep the lines back until the end.
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      const tell = async (run: Run) => {
        const part = await c.html(<Progress run={run} />);
        const html = await part.text();
        await stream.writeSSE({ data: html.replaceAll("\n", " ") });
      };
      while (setup.run && !stream.aborted) {
        const moved = setup.moved();
        const { run } = setup;
        await tell(run);
        if (run.state !== "running") break;
        await moved;
      }
      await stream.writeSSE({ event: "end", data: "" });
    });
  });
  app.get("/install/done", async (c) => {
    if (setup.run?.state !== "done") return c.redirect("/install/run", 303);
    if (!setup.isHandedOver) {
      await signIn(c);
      setup.isHandedOver = true;
    }
    return c.html(<DonePage siteName={draft.siteName ?? messages.product} />);
  });
}

const OWNER = InstallAnswers.pick({
  firstName: true,
  lastName: true,
  email: true,
  password: true,
});
const SITE = InstallAnswers.pick({
  siteName: true,
  appUrl: true,
  timezone: true,
  language: true,
  purchaseCode: true,
});

/** Keeps what was typed, right or wrong, and says what is wrong. */
function take(
  draft: Draft,
  given: Record<string, string | undefined>,
  schema: typeof OWNER | typeof SITE,
): Wrong {
  const parsed = schema.safeParse(given);
  const typed = Object.fromEntries(
    Object.entries(given).filter(([name]) => name in schema.shape && name !== "password"),
  );
  Object.assign(draft, typed);
  if (parsed.success) {
    Object.assign(draft, parsed.data);
    return {};
  }
  return Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => [String(path[0]), message]),
  );
}

const pageOf = (field: string): string => {
  if (field === "databaseUrl") return "/install/database";
  return field in OWNER.shape ? "/install/owner" : "/install/site";
};

const chosen = ({ kind, url }: Record<string, string>): string =>
  kind === "postgres" ? (url ?? "").trim() : "sqlite";

async function fields(c: Context): Promise<Record<string, string>> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

/** As the browser sees this server. */
function address(c: Context): string {
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  const forwarded = c.req.header("X-Forwarded-Proto")?.split(",")[0]?.trim();
  return `${forwarded ?? new URL(c.req.url).protocol.replace(":", "")}://${host}`;
}
