import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  ADDRESS_OF_OWNER,
  aDataDir,
  PASSWORD_OF_OWNER,
  type Running,
  serving,
  setupToken,
  until,
} from "../src/test/program.ts";

interface Page {
  status: number;
  text: string;
  location: string | null;
  headers: Headers;
}

/** A browser without script: forms, cookies, redirects by hand. */
function aBrowser(server: Running, headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();
  const go = async (path: string, form?: Record<string, string>): Promise<Page> => {
    const response = await fetch(`${server.url}${path}`, {
      redirect: "manual",
      headers: {
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...headers,
      },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get("Location"),
      headers: response.headers,
    };
  };
  return { get: (path: string) => go(path), post: go, jar };
}

const OWNER = {
  firstName: "Olive",
  lastName: "Owner",
  email: ADDRESS_OF_OWNER,
  password: PASSWORD_OF_OWNER,
  repeat: PASSWORD_OF_OWNER,
};
const SITE = {
  siteName: "Example <Store>",
  appUrl: "https://crm.example.com",
  timezone: "Europe/Berlin",
  language: "en",
  purchaseCode: "",
};

describe("before installation", () => {
  let server: Running;
  beforeAll(async () => {
    server = await serving(aDataDir());
  });
  afterAll(() => server.stop());

  test.each(["/", "/inbox", "/login", "/phone/x", "/docs/api"])(
    "%s leads to the wizard",
    async (path) => {
      const page = await aBrowser(server).get(path);

      expect([page.status, page.location]).toEqual([303, "/install"]);
    },
  );

  test("the process is alive, but not ready, and the API says so", async () => {
    const [healthy, ready, api] = await Promise.all(
      ["/healthz", "/readyz", "/api/v1/contacts"].map((path) => aBrowser(server).get(path)),
    );

    expect(healthy?.status).toBe(200);
    expect(ready?.status).toBe(503);
    expect(api?.status).toBe(503);
    expect(JSON.parse(api?.text ?? "")).toMatchObject({ error: { code: "NOT_INSTALLED" } });
  });

  test("the token is on the console and in a file for the owner alone", () => {
    const { dataDir } = server;
    expect(server.output()).toContain(`/install?token=${setupToken(dataDir)}`);
    expect(statSync(join(dataDir, "setup-token")).mode & 0o777).toBe(0o600);
  });

  test("a link with the token fills it in, escaped", async () => {
    const page = await aBrowser(server).get(`/install?token=${encodeURIComponent('"><script>')}`);

    expect(page.text).toContain("&quot;&gt;&lt;script&gt;");
    expect(page.text).not.toContain('"><script>');
  });

  test("pages forbid foreign and inline code, framing and keeping", async () => {
    const { headers, text } = await aBrowser(server).get("/install");

    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
  });

  test("no step opens without the token", async () => {
    for (const step of ["welcome", "database", "owner", "site", "run", "progress", "done"])
      expect((await aBrowser(server).get(`/install/${step}`)).location).toBe("/install");
    expect((await aBrowser(server).post("/install/site", SITE)).location).toBe("/install");
  });

  test("a form of another site is refused", async () => {
    const foreign = aBrowser(server, { Origin: "https://evil.example" });

    expect((await foreign.post("/install", { token: setupToken(server.dataDir) })).status).toBe(
      403,
    );
  });

  test("a second browser hears since when, may take over, and shuts the first out", async () => {
    const [first, second] = [aBrowser(server), aBrowser(server)];
    const token = setupToken(server.dataDir);
    await first.post("/install", { token });
    expect((await first.get("/install/welcome")).status).toBe(200);

    const told = await second.get("/install");
    const taken = await second.post("/install", { token });

    expect(told.text).toMatch(/in another browser since \d\d:\d\d/);
    expect(taken.location).toBe("/install/welcome");
    expect((await first.get("/install/welcome")).location).toBe("/install");
    expect((await second.get("/install/welcome")).status).toBe(200);
  });

  test("mistakes are shown beside their fields and what was typed stays", async () => {
    const browser = aBrowser(server);
    await browser.post("/install", { token: setupToken(server.dataDir) });

    const owner = await browser.post("/install/owner", {
      ...OWNER,
      email: "nonsense",
      repeat: "other",
    });
    const site = await browser.post("/install/site", { ...SITE, appUrl: "crm" });

    expect([owner.status, site.status]).toEqual([422, 422]);
    expect(owner.text).toContain('value="nonsense"');
    expect(owner.text).toContain("The two passwords differ.");
    expect(owner.text).not.toContain(PASSWORD_OF_OWNER);
    expect(site.text).toContain("begins with http:// or https://");
    expect(site.text).toContain("Example &lt;Store&gt;");
  });

  test("a database that cannot be used says why, as a page and as a fragment", async () => {
    const browser = aBrowser(server);
    await browser.post("/install", { token: setupToken(server.dataDir) });
    const form = { kind: "postgres", url: "postgres://crm:secret@127.0.0.1:1/crm" };

    const page = await browser.post("/install/database", form);
    const tested = await browser.post("/install/database/test", form);

    expect(page.status).toBe(422);
    expect(page.text).toContain("No PostgreSQL answers at 127.0.0.1:1");
    expect(tested.text).toContain("No PostgreSQL answers at 127.0.0.1:1");
  });
});

test("wrong tokens are refused, then counted, then cost a wait even for the right one", async () => {
  const server = await serving(aDataDir());
  const browser = aBrowser(server);

  const wrong: Page[] = [];
  for (let i = 0; i < 10; i++) wrong.push(await browser.post("/install", { token: `guess-${i}` }));
  const limited = await browser.post("/install", { token: setupToken(server.dataDir) });
  await server.stop();

  expect(wrong.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 403));
  expect(wrong[0]?.text).toContain("not the setup token");
  expect(limited.status).toBe(429);
  expect(limited.headers.get("Retry-After")).toBe("600");
}, 120_000);

test("from the token to a signed-in owner without script, in one process, then closed for good", async () => {
  const server = await serving(aDataDir());
  const { dataDir } = server;
  const browser = aBrowser(server);
  const token = setupToken(dataDir);

  expect((await browser.post("/install", { token })).location).toBe("/install/welcome");
  expect((await browser.get("/install/welcome")).text).toContain("disk space");
  expect((await browser.post("/install/database", { kind: "sqlite" })).location).toBe(
    "/install/owner",
  );
  expect((await browser.post("/install/owner", OWNER)).location).toBe("/install/site");
  expect((await browser.post("/install/site", SITE)).location).toBe("/install/run");
  await until(async () => {
    const { text, location } = await browser.get("/install/run");
    expect(text).not.toContain("The installation stopped");
    return location === "/install/done";
  });
  const done = await browser.get("/install/done");
  const refreshed = await browser.post("/api/v1/auth/refresh", {});

  expect(done.text).toContain("Example &lt;Store&gt; is ready");
  expect(refreshed.status).toBe(200);
  expect(JSON.parse(refreshed.text).data.user).toMatchObject({
    email: ADDRESS_OF_OWNER,
    role: "admin",
  });
  expect((await browser.get("/readyz")).status).toBe(200);
  expect(await firstFrame(server, JSON.parse(refreshed.text).data.token)).toHaveProperty("event");
  expect(existsSync(join(dataDir, "setup-token"))).toBe(false);

  const stranger = aBrowser(server);
  expect((await stranger.post("/install", { token })).location).toBe("/");
  expect((await stranger.get("/install/site")).location).toBe("/");
  expect(await server.stop()).toBe(0);

  const again = await serving(dataDir);
  expect((await aBrowser(again).get("/install/welcome")).location).toBe("/");
  expect(await again.stop()).toBe(0);
}, 120_000);

test("killed in the middle of the run, it starts over and ends with one owner", async () => {
  const dataDir = aDataDir();
  const walk = async (server: Running): Promise<ReturnType<typeof aBrowser>> => {
    const browser = aBrowser(server);
    await browser.post("/install", { token: setupToken(dataDir) });
    await browser.post("/install/database", { kind: "sqlite" });
    await browser.post("/install/owner", OWNER);
    await browser.post("/install/site", SITE);
    return browser;
  };
  const first = await serving(dataDir);
  await walk(first);
  first.child.kill("SIGKILL");
  await first.child.exited;

  const second = await serving(dataDir);
  const browser = await walk(second);
  await until(async () => (await browser.get("/install/run")).location === "/install/done");
  await browser.get("/install/done");
  const me = await browser.post("/api/v1/auth/refresh", {});
  await second.stop();

  expect(JSON.parse(me.text).data.user).toMatchObject({ email: ADDRESS_OF_OWNER, role: "admin" });
}, 120_000);

/** The wizard's listener goes on as the product's, sockets included. */
function firstFrame(server: Running, token: string): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/realtime`);
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ event: "auth", data: { token } })),
    );
    socket.addEventListener("message", ({ data }) => {
      socket.close();
      resolve(JSON.parse(String(data)));
    });
    socket.addEventListener("close", ({ code }) => reject(new Error(`closed with ${code}`)));
  });
}
