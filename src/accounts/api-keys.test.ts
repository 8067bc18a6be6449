import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { moveClock } from "../lib/clock.ts";
import { harness } from "../test/harness.ts";

let h: Awaited<ReturnType<typeof harness>>;
beforeAll(async () => {
  h = await harness();
});
afterEach(() => moveClock(0));

describe("API keys", () => {
  test("open what their scopes say and no more, and are shown once", async () => {
    const owner = h.as("user");

    const made = await owner.post("/api-keys", {
      name: "shop",
      permissions: { scopes: ["users.read"] },
    });
    const { id, key } = made.body.data;
    const client = h.withToken(key);
    const list = await owner.get("/api-keys");

    expect([made.status, key.startsWith("wc_")]).toEqual([201, true]);
    expect((await client.get("/users")).status).toBe(200);
    expect((await client.get("/audit-logs")).status).toBe(403);
    expect((await client.get("/auth/me")).status).toBe(403);
    expect(list.body.data.find((row: { id: string }) => row.id === id)).toMatchObject({
      name: "shop",
      permissions: { scopes: ["users.read"] },
    });
    expect(JSON.stringify(list.body)).not.toContain(key);
  });

  test("are dead at once when revoked, and when they expire", async () => {
    const owner = h.as("user");
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const one = (
      await owner.post("/api-keys", { name: "one", permissions: { scopes: ["users.read"] } })
    ).body.data;
    const two = (
      await owner.post("/api-keys", {
        name: "two",
        permissions: { scopes: ["users.read"] },
        expiresAt,
      })
    ).body.data;
    expect((await h.withToken(one.key).get("/users")).status).toBe(200);
    expect((await h.withToken(two.key).get("/users")).status).toBe(200);

    await owner.delete(`/api-keys/${one.id}`);
    moveClock(61_000);

    expect((await h.withToken(one.key).get("/users")).status).toBe(401);
    expect((await h.withToken(two.key).get("/users")).status).toBe(401);
  });

  test("cannot be given what the giver has not", async () => {
    const owner = h.as("user");
    const key = (
      await owner.post("/api-keys", { name: "k", permissions: { scopes: ["api_keys.write"] } })
    ).body.data.key;

    const platform = await h
      .as("admin")
      .post("/api-keys", { name: "p", permissions: { scopes: ["platform.admin"] } });
    const climbing = await h
      .withToken(key)
      .post("/api-keys", { name: "c", permissions: { scopes: ["users.write"] } });

    expect([platform.status, climbing.status]).toEqual([422, 422]);
  });

  test("belong to one tenant", async () => {
    const stranger = await h.aTenant();
    const { id, key } = (
      await h
        .as("user", stranger)
        .post("/api-keys", { name: "k", permissions: { scopes: ["users.read"] } })
    ).body.data;

    const seen = await h.withToken(key).get(`/users/${h.tenant.owner.id}`);
    const removed = await h.as("user").delete(`/api-keys/${id}`);

    expect([seen.status, removed.status]).toEqual([404, 404]);
  });
});
