import { afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { moveClock } from "../lib/clock.ts";
import { type Answer, harness, PASSWORD } from "../test/harness.ts";

// Each password costs 50 ms of a core.
setDefaultTimeout(30_000);

let h: Awaited<ReturnType<typeof harness>>;
beforeAll(async () => {
  h = await harness();
});
afterEach(() => moveClock(0));

const email = (): string => `someone-${crypto.randomUUID()}@example.com`;
let addresses = 0;
const ip = (): string => `${h.ip}.${addresses++}`;

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  from = h.ip,
): Promise<Answer> {
  const init = { method: "POST", body: JSON.stringify(body), headers };
  const response = await h.app.request(`/api/v1${path}`, init, { ip: from });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const login = (address: string, password = PASSWORD, from?: string): Promise<Answer> =>
  post("/auth/login", { email: address, password }, {}, from);

describe("registering", () => {
  test("makes a tenant and signs its owner in", async () => {
    const address = email();

    const { status, body } = await post("/auth/register", {
      tenantName: "Bakery",
      firstName: "Bea",
      email: address.toUpperCase(),
      password: PASSWORD,
    });
    const me = await h.withToken(body.data.token).get("/auth/me");

    expect(status).toBe(201);
    expect(body).toMatchObject({ success: true, data: { user: { email: address, role: "user" } } });
    expect(me.body.data.tenant).toMatchObject({
      name: "Bakery",
      status: "active",
      timezone: "UTC",
    });
    expect(me.body.data.permissions).toContain("users.write");
    expect(me.body.data.permissions).not.toContain("platform.admin");
    expect(JSON.stringify(me.body) + JSON.stringify(body)).not.toContain("argon2");
  });

  test("refuses an address that has an account, in whichever tenant", async () => {
    const taken = h.tenant.owner.email;

    const { status, body } = await post("/auth/register", {
      tenantName: "Copy",
      firstName: "C",
      email: ` ${taken.toUpperCase()}`.trim(),
      password: PASSWORD,
    });

    expect([status, body.error.code]).toEqual([409, "EMAIL_TAKEN"]);
  });

  test("names every wrong field", async () => {
    const { status, body } = await post("/auth/register", {
      tenantName: "",
      firstName: "x",
      email: "no",
      password: "short",
    });

    expect(status).toBe(422);
    expect(body).toMatchObject({ success: false, error: { code: "VALIDATION_ERROR" } });
    expect(body.error.details.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      "email",
      "password",
      "tenantName",
    ]);
  });
});

describe("signing in", () => {
  test("answers the same for a wrong password and an unknown address", async () => {
    const wrong = await login(h.tenant.owner.email, "not the password");
    const unknown = await login(email(), "not the password");

    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
    expect(wrong.status).toBe(401);
  });

  test("is closed after ten failures for the account, from wherever they come, and opens again", async () => {
    const tenant = await h.aTenant();
    const tries = await Promise.all(
      Array.from({ length: 15 }, () => login(tenant.owner.email, "wrong", ip())),
    );

    const shut = await login(tenant.owner.email, PASSWORD, ip());
    moveClock(16 * 60_000);
    const open = await login(tenant.owner.email, PASSWORD, ip());

    expect(tries.filter(({ status }) => status === 401).length).toBe(10);
    expect(tries.filter(({ status }) => status === 429).length).toBe(5);
    expect([shut.status, shut.body.error.code]).toEqual([429, "RATE_LIMITED"]);
    expect(Number(shut.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(open.status).toBe(200);
  });

  test("is closed to an address that tries fifty accounts", async () => {
    const from = `2001:db8:${crypto.randomUUID().slice(0, 4)}:1::`;
    const tries = await Promise.all(
      Array.from({ length: 51 }, (_, i) => login(email(), "wrong", `${from}${i + 1}`)),
    );

    const next = await login(h.tenant.owner.email, PASSWORD, `${from}abc`);
    const elsewhere = await login(h.tenant.owner.email, PASSWORD);

    expect(tries.filter(({ status }) => status === 429).length).toBe(1);
    expect(next.status).toBe(429);
    expect(elsewhere.status).toBe(200);
  });

  test("forgets the failures once it succeeds", async () => {
    const tenant = await h.aTenant();
    for (let i = 0; i < 9; i++) await login(tenant.owner.email, "wrong");
    await login(tenant.owner.email);

    for (let i = 0; i < 9; i++) await login(tenant.owner.email, "wrong");

    expect((await login(tenant.owner.email)).status).toBe(200);
  });

  test("puts the refresh token into a cookie no script can read", async () => {
    const { headers } = await login(h.tenant.owner.email);

    const cookie = headers.get("Set-Cookie") ?? "";

    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    expect(cookie).toContain("Path=/api/v1/auth");
  });
});

describe("refreshing", () => {
  test("rotates, and ends the whole family when a used token comes back", async () => {
    const tenant = await h.aTenant();
    const first = (await login(tenant.owner.email)).body.data;
    const second = (await post("/auth/refresh", { refreshToken: first.refreshToken })).body.data;
    expect((await h.withToken(second.token).get("/auth/me")).status).toBe(200);

    const reuse = await post("/auth/refresh", { refreshToken: first.refreshToken });
    const afterwards = await post("/auth/refresh", { refreshToken: second.refreshToken });

    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect([reuse.status, afterwards.status]).toEqual([401, 401]);
    expect((await h.withToken(second.token).get("/auth/me")).status).toBe(401);
    const { body } = await h.as("user", tenant).get("/audit-logs");
    expect(body.data.map(({ action }: { action: string }) => action)).toContain(
      "session.reuse_detected",
    );
  });

  test("never mints two families from one token, however many tabs present it", async () => {
    const { refreshToken } = (await login(h.tenant.owner.email)).body.data;

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post("/auth/refresh", { refreshToken })),
    );
    const winners = answers.filter(({ status }) => status === 200);

    expect(winners.length).toBeLessThanOrEqual(1);
    for (const { body } of winners) {
      expect((await post("/auth/refresh", { refreshToken: body.data.refreshToken })).status).toBe(
        401,
      );
    }
  });

  test("leaves other sign-ins of the same person alone", async () => {
    const one = (await login(h.tenant.owner.email)).body.data;
    const other = (await login(h.tenant.owner.email)).body.data;
    await post("/auth/refresh", { refreshToken: one.refreshToken });

    await post("/auth/refresh", { refreshToken: one.refreshToken });

    expect((await post("/auth/refresh", { refreshToken: other.refreshToken })).status).toBe(200);
  });

  test("is refused after seven days", async () => {
    const { refreshToken } = (await login(h.tenant.owner.email)).body.data;

    moveClock(7 * 24 * 60 * 60_000 + 1000);

    expect((await post("/auth/refresh", { refreshToken })).status).toBe(401);
  });

  test("takes the cookie from our own pages only", async () => {
    const { headers } = await login(h.tenant.owner.email);
    const Cookie = (headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";

    const foreign = await post("/auth/refresh", {}, { Cookie, Origin: "https://evil.example" });
    const own = await post("/auth/refresh", {}, { Cookie, Origin: "http://localhost" });

    expect([foreign.status, foreign.body.error.code]).toEqual([403, "CROSS_SITE"]);
    expect(own.status).toBe(200);
  });
});

describe("access tokens", () => {
  test("last fifteen minutes", async () => {
    const { token } = (await login(h.tenant.owner.email)).body.data;

    moveClock(15 * 60_000 + 1000);

    expect((await h.withToken(token).get("/auth/me")).status).toBe(401);
  });

  test("die with the session at sign-out", async () => {
    const { token, refreshToken } = (await login(h.tenant.owner.email)).body.data;
    await h.withToken(token).get("/auth/me");

    await post("/auth/logout", { refreshToken });

    expect((await h.withToken(token).get("/auth/me")).status).toBe(401);
    expect((await post("/auth/refresh", { refreshToken })).status).toBe(401);
  });

  test("are not believed when unsigned or signed with another algorithm", async () => {
    const { token } = (await login(h.tenant.owner.email)).body.data;
    const [, payload] = token.split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");

    expect((await h.withToken(`${header}.${payload}.`).get("/auth/me")).status).toBe(401);
    expect((await h.withToken(`${token.slice(0, -3)}AAA`).get("/auth/me")).status).toBe(401);
  });
});

describe("two who register the same address at once", () => {
  test("make one account", async () => {
    const form = { tenantName: "Twice", firstName: "T", email: email(), password: PASSWORD };

    const answers = await Promise.all([post("/auth/register", form), post("/auth/register", form)]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });
});
