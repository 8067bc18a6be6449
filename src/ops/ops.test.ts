import { beforeAll, describe, expect, test } from "bun:test";
import { loadConfig } from "../config.ts";
import { harness } from "../test/harness.ts";
import { registry } from "./metrics.ts";

let app: Awaited<ReturnType<typeof harness>>["app"];
beforeAll(async () => {
  ({ app } = await harness());
});
const scrape = (ip: string, headers: Record<string, string> = {}) =>
  app.request("/metrics", { headers }, { ip });

describe("/metrics", () => {
  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])(
    "opens to the machine itself, %s",
    async (ip) => {
      const response = await scrape(ip);

      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toStartWith("text/plain");
      expect(await response.text()).toMatch(/^whatscrm_deliveries_pending \d+$/m);
    },
  );

  test("stays closed to others, and to whoever came through a proxy on this machine", async () => {
    expect((await scrape("192.0.2.7")).status).toBe(403);
    expect((await scrape("127.0.0.1", { "X-Forwarded-For": "192.0.2.7" })).status).toBe(403);
  });

  test("opens to others with the token alone", async () => {
    process.env["METRICS_TOKEN"] = "a-token-for-the-test";
    loadConfig({});
    const right = await scrape("192.0.2.7", { Authorization: "Bearer a-token-for-the-test" });
    const wrong = await scrape("192.0.2.7", { Authorization: "Bearer another" });
    delete process.env["METRICS_TOKEN"];
    loadConfig({});

    expect([right.status, wrong.status]).toEqual([200, 403]);
  });

  test("counts answers by route, not by address", async () => {
    const id = crypto.randomUUID();
    await app.request(`/api/v1/contacts/${id}`, {}, { ip: "192.0.2.7" });

    const text = await registry.metrics();
    expect(text).toMatch(
      /whatscrm_http_requests_total{[^}]*route="\/api\/v1\/contacts\/:id"[^}]*status="401"/,
    );
    expect(text).not.toContain(id);
  });

  test("says how much room the disk has", async () => {
    const text = await (await scrape("127.0.0.1")).text();

    expect(Number(/^whatscrm_disk_free_bytes (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  });
});

describe("health", () => {
  test("a live process with its database is ready", async () => {
    expect((await app.request("/healthz")).status).toBe(200);
    expect(await (await app.request("/readyz")).json()).toEqual({ status: "ready" });
  });
});
