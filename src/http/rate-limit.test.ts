import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { moveClock } from "../lib/clock.ts";
import { harness } from "../test/harness.ts";

let h: Awaited<ReturnType<typeof harness>>;
beforeAll(async () => {
  h = await harness();
});
afterEach(() => moveClock(0));

async function aKey(rateLimit: number): Promise<string> {
  const permissions = { scopes: ["contacts.read", "media.read"], rateLimit };
  const made = await h.as("user").post("/api-keys", { name: "Busy", permissions });
  expect(made.status).toBe(201);
  return made.body.data.key;
}

async function statuses(times: number, ask: () => Promise<{ status: number }>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await ask()).status);
  return found;
}

describe("an API key", () => {
  test("is refused beyond its number of requests, told how long to wait, and heard again then", async () => {
    const client = h.withToken(await aKey(3));

    const first = await statuses(3, () => client.get("/contacts"));
    const refused = await client.get("/contacts");
    moveClock(Number(refused.headers.get("Retry-After")) * 1000);
    const later = await client.get("/contacts");

    expect(first).toEqual([200, 200, 200]);
    expect([refused.status, refused.body.error.code]).toEqual([429, "RATE_LIMITED"]);
    expect(Number(refused.headers.get("Retry-After"))).toBeWithin(1, 21);
    expect(later.status).toBe(200);
  });

  test("spends the same allowance on every route, uploads and refusals too", async () => {
    const client = h.withToken(await aKey(3));

    const answers = [
      await client.get("/contacts"),
      await client.get("/users"),
      await client.get(`/api/v1/media/${crypto.randomUUID()}`),
      await client.post("/media/upload", "not a form"),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 404, 429]);
  });

  test("takes nothing from another, nor from the people of its tenant", async () => {
    const busy = h.withToken(await aKey(1));
    const quiet = h.withToken(await aKey(1));
    expect(await statuses(2, () => busy.get("/contacts"))).toEqual([200, 429]);

    expect((await quiet.get("/contacts")).status).toBe(200);
    expect((await h.as("user").get("/contacts")).status).toBe(200);
  });

  test("gains no more than a minute's worth by waiting", async () => {
    const client = h.withToken(await aKey(2));
    await client.get("/contacts");

    moveClock(60 * 60_000);

    expect(await statuses(3, () => client.get("/contacts"))).toEqual([200, 200, 429]);
  });
});

describe("an address", () => {
  /** As the listener hands it over. */
  const from = (ip: string, path: string, init: RequestInit = {}) =>
    h.app.request(path, init, { ip });
  /** Then the clock stands before that moment, so that nothing is given back however slow the machine is. */
  async function exhaust(ip: string): Promise<number> {
    let made = 1;
    while ((await from(ip, "/api/v1/contacts")).status === 401 && made < 100_000) made++;
    moveClock(-10 * 60_000);
    return made;
  }

  test("without credentials is refused beyond its number, on open routes too; hooks, files and health are not", async () => {
    const ip = "2001:db8:1:2::1";
    expect(await exhaust(ip)).toBeGreaterThan(6000);

    const guarded = await from(ip, "/api/v1/contacts");
    const open = await from("2001:db8:1:2:ffff::9", "/api/v1/auth/refresh", { method: "POST" });
    const forged = await from(ip, "/api/v1/contacts", {
      headers: { Authorization: "Bearer wc_guess" },
    });
    const signedIn = await from(ip, "/api/v1/contacts", {
      headers: { Authorization: `Bearer ${await h.tenant.tokenOf("user")}` },
    });
    const elsewhere = await from("2001:db8:1:3::1", "/api/v1/contacts");
    const hook = await from(ip, `/hooks/whatsapp/${crypto.randomUUID()}`, { method: "POST" });
    const health = await from(ip, "/healthz");

    expect([guarded.status, open.status, forged.status]).toEqual([429, 429, 429]);
    expect(Number(open.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    expect([signedIn.status, elsewhere.status, hook.status, health.status]).toEqual([
      200, 401, 404, 200,
    ]);
  }, 60_000);
});
