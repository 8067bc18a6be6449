import { beforeAll, describe, expect, test } from "bun:test";
import { harness } from "../test/harness.ts";

let h: Awaited<ReturnType<typeof harness>>;
beforeAll(async () => {
  h = await harness();
});

describe("the platform owner", () => {
  test("finds tenants and suspends one, whose people are out at once, in the audit log of both", async () => {
    const name = `Café ${crypto.randomUUID()}`;
    const tenant = await h.aTenant(name);
    const admin = h.as("admin");
    expect((await h.as("agent", tenant).get("/auth/me")).status).toBe(200);

    const found = await admin.get(`/admin/tenants?search=${encodeURIComponent(name)}`);
    const suspended = await admin.patch(`/admin/tenants/${tenant.id}`, { status: "suspended" });
    const out = await h.as("agent", tenant).get("/auth/me");
    await admin.patch(`/admin/tenants/${tenant.id}`, { status: "active" });
    const back = await h.as("user", tenant).get("/audit-logs");

    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([tenant.id]);
    expect(suspended.body.data.status).toBe("suspended");
    expect([out.status, out.body.error.code]).toEqual([403, "TENANT_SUSPENDED"]);
    const actions = (rows: { action: string }[]) => rows.map(({ action }) => action);
    expect(actions(back.body.data)).toContain("tenant.updated");
    expect(actions((await admin.get("/audit-logs")).body.data)).toContain("tenant.updated");
  });

  test("keeps the own tenant open and refuses unknown plans and agencies", async () => {
    const admin = h.as("admin");
    const agency = await h.aTenant();
    const client = await h.aTenant();

    const own = await admin.patch(`/admin/tenants/${h.tenant.id}`, { status: "suspended" });
    const plan = await admin.patch(`/admin/tenants/${client.id}`, { planId: crypto.randomUUID() });
    const child = await admin.patch(`/admin/tenants/${client.id}`, { parentId: agency.id });
    const loop = await admin.patch(`/admin/tenants/${agency.id}`, { parentId: client.id });
    const missing = await admin.get(`/admin/tenants/${crypto.randomUUID()}`);

    expect(own.body.error.code).toBe("SELF_FORBIDDEN");
    expect(child.body.data.parentId).toBe(agency.id);
    expect([plan.status, loop.status, missing.status]).toEqual([422, 422, 404]);
  });

  test("is no tenant's owner", async () => {
    const owner = h.as("user");

    const answers = await Promise.all([
      owner.get("/admin/tenants"),
      owner.get(`/admin/tenants/${h.tenant.id}`),
      owner.patch(`/admin/tenants/${h.tenant.id}`, { name: "x" }),
      owner.get("/admin/plans"),
      owner.post("/admin/plans", {}),
      owner.patch(`/admin/plans/${crypto.randomUUID()}`, {}),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
  });
});
