import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { harness, PASSWORD } from "../test/harness.ts";
import { listUserRows } from "./queries.ts";

// Each password costs 50 ms of a core.
setDefaultTimeout(30_000);

let h: Awaited<ReturnType<typeof harness>>;
beforeAll(async () => {
  h = await harness();
});

const email = (): string => `new-${crypto.randomUUID()}@example.com`;
const input = (more: Record<string, unknown> = {}) => ({
  email: email(),
  password: PASSWORD,
  firstName: "Nora",
  ...more,
});
interface Audit {
  action: string;
  resourceId: string;
  changes: Record<string, unknown>;
  userId: string;
  ipAddress: string;
}

describe("users", () => {
  test("are added, found, changed and deleted, and every change is in the audit log", async () => {
    const tenant = await h.aTenant();
    const owner = h.as("user", tenant);

    const created = await owner.post("/users", input({ lastName: "Novak" }));
    const { id } = created.body.data;
    const changed = await owner.patch(`/users/${id}`, {
      firstName: "Nina",
      password: "another long one",
    });
    const found = await owner.get("/users?search=novak&limit=1");
    const removed = await owner.delete(`/users/${id}`);
    const log = await owner.get("/audit-logs");

    expect([created.status, created.body.data.role]).toEqual([201, "agent"]);
    expect(changed.body.data).toMatchObject({
      firstName: "Nina",
      lastName: "Novak",
      role: "agent",
    });
    expect(found.body.pagination).toEqual({ page: 1, limit: 1, total: 1, totalPages: 1 });
    expect(removed.body.data).toEqual({ done: true });
    expect((await owner.get(`/users/${id}`)).status).toBe(404);
    const rows: Audit[] = log.body.data.filter((row: Audit) => row.resourceId === id);
    expect(rows.map(({ action }) => action)).toEqual([
      "user.deleted",
      "user.updated",
      "user.created",
    ]);
    expect(rows[1]).toMatchObject({
      userId: tenant.owner.id,
      ipAddress: h.ip,
      changes: { password: "[secret]" },
    });
    expect(JSON.stringify(log.body)).not.toContain("another long one");
  });

  test("of another tenant do not exist", async () => {
    const stranger = await h.aTenant();
    const owner = h.as("user");
    const path = `/users/${stranger.agent.id}`;

    const answers = await Promise.all([
      owner.get(path),
      owner.patch(path, { firstName: "Mine" }),
      owner.patch(`${path}/status`, { status: "suspended" }),
      owner.delete(path),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(
      (await owner.get("/users?search=example.com")).body.data.every(
        (u: { tenantId: string }) => u.tenantId === h.tenant.id,
      ),
    ).toBe(true);
    expect((await h.as("agent", stranger).get("/auth/me")).status).toBe(200);
  });

  test("are the owner's business, not an agent's", async () => {
    const agent = h.as("agent");

    const answers = await Promise.all([
      agent.get("/users"),
      agent.post("/users", input()),
      agent.patch(`/users/${h.tenant.owner.id}`, { role: "agent" }),
      agent.patch("/tenant", { name: "Mine" }),
      agent.get("/audit-logs"),
      agent.post("/api-keys", { name: "k", permissions: { scopes: ["contacts.read"] } }),
      agent.get("/admin/tenants"),
    ]);

    expect(answers.map(({ status, body }) => `${status} ${body.error.code}`)).toEqual(
      answers.map(() => "403 FORBIDDEN"),
    );
    expect((await h.as("nobody").get("/users")).body.error.code).toBe("UNAUTHORIZED");
  });

  test("cannot take an address of another tenant", async () => {
    const stranger = await h.aTenant();
    const owner = h.as("user");

    const created = await owner.post("/users", input({ email: stranger.owner.email }));
    const renamed = await owner.patch(`/users/${h.tenant.agent.id}`, {
      email: stranger.owner.email,
    });

    expect([created.status, created.body.error.code]).toEqual([409, "EMAIL_TAKEN"]);
    expect([renamed.status, renamed.body.error.code]).toEqual([409, "EMAIL_TAKEN"]);
  });

  test("are out at once when suspended, and back when activated", async () => {
    const tenant = await h.aTenant();
    const { user, token } = await tenant.addUser("agent");
    expect((await h.withToken(token).get("/auth/me")).status).toBe(200);

    await h.as("user", tenant).patch(`/users/${user.id}/status`, { status: "suspended" });
    const out = await h.withToken(token).get("/auth/me");
    const login = await h
      .as("nobody")
      .post("/auth/login", { email: user.email, password: PASSWORD });
    await h.as("user", tenant).patch(`/users/${user.id}/status`, { status: "active" });
    const back = await h
      .as("nobody")
      .post("/auth/login", { email: user.email, password: PASSWORD });

    expect(out.status).toBe(401);
    expect([login.status, login.body.error.code]).toEqual([403, "ACCOUNT_SUSPENDED"]);
    expect(back.status).toBe(200);
    expect((await h.withToken(token).get("/auth/me")).status).toBe(401);
  });
});

describe("the last owner", () => {
  test("can be neither deleted, suspended nor demoted, nor lock themselves out", async () => {
    const tenant = await h.aTenant();
    const owner = h.as("user", tenant);
    const path = `/users/${tenant.owner.id}`;

    const demoted = await owner.patch(path, { role: "agent" });
    const suspended = await owner.patch(`${path}/status`, { status: "suspended" });
    const deleted = await owner.delete(path);

    expect(demoted.body.error.code).toBe("LAST_OWNER");
    expect(suspended.body.error.code).toBe("SELF_FORBIDDEN");
    expect(deleted.body.error.code).toBe("SELF_FORBIDDEN");
    expect((await owner.get("/auth/me")).status).toBe(200);
  });

  test("survives two owners who delete each other at the same moment", async () => {
    const tenant = await h.aTenant();
    const other = await tenant.addUser("user");

    const answers = await Promise.all([
      h.as("user", tenant).delete(`/users/${other.user.id}`),
      h.withToken(other.token).delete(`/users/${tenant.owner.id}`),
    ]);

    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    const left = await tenant.within(() => listUserRows({ page: 1, limit: 9 }));
    expect(left.filter(({ role }) => role === "user").length).toBe(1);
  });
});

describe("roles", () => {
  test("do not climb: nobody makes an admin, and an owner cannot touch one", async () => {
    const tenant = await h.aTenant();
    const owner = h.as("user", tenant);
    const me = await h.as("admin", tenant).get("/auth/me");
    const adminId = me.body.data.user.id;

    const made = await owner.post("/users", input({ role: "admin" }));
    const raised = await owner.patch(`/users/${tenant.agent.id}`, { role: "admin" });
    const taken = await owner.patch(`/users/${adminId}`, { password: "now it is mine" });
    const shut = await owner.patch(`/users/${adminId}/status`, { status: "suspended" });
    const deleted = await owner.delete(`/users/${adminId}`);

    expect([made.status, raised.status, taken.status, shut.status, deleted.status]).toEqual([
      422, 422, 403, 403, 403,
    ]);
    expect(me.body.data.permissions).toContain("platform.admin");
  });

  test("take effect at once", async () => {
    const tenant = await h.aTenant();
    const other = await tenant.addUser("user");
    expect((await h.withToken(other.token).get("/users")).status).toBe(200);

    await h.as("user", tenant).patch(`/users/${other.user.id}`, { role: "agent" });

    expect((await h.withToken(other.token).get("/users")).status).toBe(401);
  });
});

describe("oneself", () => {
  test("changes name, settings and, knowing it, the password, which ends the other sessions", async () => {
    const tenant = await h.aTenant();
    const { user, token } = await tenant.addUser("agent");
    const elsewhere = await h
      .as("nobody")
      .post("/auth/login", { email: user.email, password: PASSWORD });
    const me = h.withToken(token);

    const wrong = await me.patch("/auth/me", {
      currentPassword: "guessed",
      newPassword: "a brand new one",
    });
    const renamed = await me.patch("/auth/me", { firstName: "Max", settings: { theme: "dark" } });
    const changed = await me.patch("/auth/me", {
      currentPassword: PASSWORD,
      newPassword: "a brand new one",
    });

    expect([wrong.status, wrong.body.error.code]).toEqual([422, "WRONG_PASSWORD"]);
    expect(renamed.body.data).toMatchObject({ firstName: "Max", settings: { theme: "dark" } });
    expect(changed.status).toBe(200);
    expect((await me.get("/auth/me")).status).toBe(200);
    expect((await h.withToken(elsewhere.body.data.token).get("/auth/me")).status).toBe(401);
    expect(
      (await h.as("nobody").post("/auth/login", { email: user.email, password: PASSWORD })).status,
    ).toBe(401);
  });
});

describe("the tenant", () => {
  test("is changed by its owner", async () => {
    const tenant = await h.aTenant();
    const owner = h.as("user", tenant);

    const changed = await owner.patch("/tenant", {
      timezone: "Europe/Berlin",
      settings: { agentVisibility: "own" },
    });
    const wrong = await owner.patch("/tenant", { timezone: "Mars/Base" });

    expect(changed.body.data).toMatchObject({
      timezone: "Europe/Berlin",
      settings: { agentVisibility: "own" },
    });
    expect(wrong.body.error).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ path: "timezone" }],
    });
  });
});

test("agents read their colleagues' names and nothing else of them", async () => {
  const tenant = await h.aTenant();
  const agent = h.as("agent", tenant);

  const { status, body } = await agent.get("/colleagues");

  expect(status).toBe(200);
  const ids: string[] = body.data.map(({ id }: { id: string }) => id);
  expect(ids.toSorted()).toEqual([tenant.owner.id, tenant.agent.id].toSorted());
  for (const colleague of body.data)
    expect(Object.keys(colleague).toSorted()).toEqual(["avatarUrl", "id", "name", "status"]);
  expect((await agent.get("/users")).status).toBe(403);
});
