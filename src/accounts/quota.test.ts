import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { harness, PASSWORD, type TestTenant } from "../test/harness.ts";
import { STANDARD } from "./default-plan.ts";
import { countUsers, deleteUserRow, insertUser, listUserRows } from "./queries.ts";
import { hasFeature, requireQuota } from "./quota.ts";

// Each password costs 50 ms of a core.
setDefaultTimeout(30_000);

let h: Awaited<ReturnType<typeof harness>>;
let admin: ReturnType<typeof h.as>;
beforeAll(async () => {
  h = await harness();
  admin = h.as("admin");
});

async function onPlan(
  limits: Partial<Record<keyof typeof STANDARD.limits, number>>,
): Promise<{ tenant: TestTenant; planId: string }> {
  const tenant = await h.aTenant();
  const plan = await admin.post("/admin/plans", {
    name: "Small",
    features: { ...STANDARD.features, apiAccess: false },
    limits: { ...STANDARD.limits, ...limits },
  });
  const planId = plan.body.data.id;
  await admin.patch(`/admin/tenants/${tenant.id}`, { planId });
  return { tenant, planId };
}

const addAgent = (tenant: TestTenant): Promise<boolean> =>
  tenant.within(() =>
    transaction(async () => {
      await requireQuota("maxAgents");
      const email = `${crypto.randomUUID()}@example.com`;
      await insertUser({ email, passwordHash: "-", role: "agent", settings: {} });
      return true;
    }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "QUOTA_EXCEEDED") return false;
      throw error;
    }),
  );

describe("a limit on rows", () => {
  test("holds against a hundred at once: exactly ten are made", async () => {
    const { tenant } = await onPlan({ maxAgents: 10 });

    const made = await Promise.all(Array.from({ length: 100 }, () => addAgent(tenant)));

    // One agent and the owner were there before.
    expect(made.filter(Boolean).length).toBe(9);
    expect(await tenant.within(() => countUsers({}))).toBe(11);
  });

  test("is told through the API with what is used", async () => {
    const { tenant } = await onPlan({ maxAgents: 1 });
    const owner = h.as("user", tenant);
    const agent = {
      email: `${crypto.randomUUID()}@example.com`,
      password: PASSWORD,
      firstName: "A",
    };

    const refused = await owner.post("/users", agent);
    const coOwner = await owner.post("/users", { ...agent, role: "user" });

    expect([refused.status, refused.body.error.code]).toEqual([403, "QUOTA_EXCEEDED"]);
    expect(refused.body.error.details).toEqual({ metric: "maxAgents", limit: 1, used: 1 });
    expect(coOwner.status).toBe(201);
  });

  test("gives room again when a row goes, and takes none for work that fails", async () => {
    const { tenant } = await onPlan({ maxAgents: 2 });
    const failing = tenant.within(() =>
      transaction(async () => {
        await requireQuota("maxAgents");
        throw new Error("work failed");
      }),
    );
    expect(await failing.catch((error: Error) => error.message)).toBe("work failed");

    expect([await addAgent(tenant), await addAgent(tenant)]).toEqual([true, false]);
    const [agent] = await tenant.within(async () =>
      (await listUserRows({ page: 1, limit: 9 })).filter(({ role }) => role === "agent"),
    );
    await tenant.within(() => deleteUserRow(agent?.id ?? ""));

    expect(await addAgent(tenant)).toBe(true);
  });

  test("counts what was made before there was a limit", async () => {
    const { tenant, planId } = await onPlan({});
    await addAgent(tenant);
    await addAgent(tenant);

    await admin.patch(`/admin/plans/${planId}`, { limits: { maxAgents: 3 } });

    expect(await addAgent(tenant)).toBe(false);
  });
});

describe("a limit by month", () => {
  test("takes a batch whole or not at all, and starts anew with the month", async () => {
    const { tenant } = await onPlan({ maxMessagesPerMonth: 100 });
    const take = (n: number): Promise<string> =>
      tenant
        .within(() => requireQuota("maxMessagesPerMonth", n).then(() => "ok"))
        .catch((e: AppError) => e.code);

    expect([await take(60), await take(41), await take(40), await take(1)]).toEqual([
      "ok",
      "QUOTA_EXCEEDED",
      "ok",
      "QUOTA_EXCEEDED",
    ]);
  });

  test("holds against many at once", async () => {
    const { tenant } = await onPlan({ maxMessagesPerMonth: 50 });

    const taken = await Promise.allSettled(
      Array.from({ length: 80 }, () => tenant.within(() => requireQuota("maxMessagesPerMonth"))),
    );

    expect(taken.filter(({ status }) => status === "fulfilled").length).toBe(50);
  });
});

describe("a feature", () => {
  test("that the plan lacks is refused", async () => {
    const { tenant } = await onPlan({});

    const key = await h
      .as("user", tenant)
      .post("/api-keys", { name: "k", permissions: { scopes: ["contacts.read"] } });

    expect([key.status, key.body.error]).toEqual([
      403,
      {
        code: "FEATURE_NOT_IN_PLAN",
        message: "Your plan does not include this.",
        details: { feature: "apiAccess" },
      },
    ]);
    expect(await tenant.within(() => hasFeature("campaigns"))).toBe(true);
  });
});
