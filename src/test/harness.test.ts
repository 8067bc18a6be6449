import { expect, test } from "bun:test";
import { callerOfToken } from "../accounts/callers.ts";
import { harness } from "./harness.ts";

test("signs a tenant's people in", async () => {
  const { tenant, as } = await harness();

  const owner = await callerOfToken(await tenant.tokenOf("user"));
  const agent = await callerOfToken(await tenant.tokenOf("agent"));

  expect(owner).toMatchObject({ tenantId: tenant.id, userId: tenant.owner.id, role: "user" });
  expect(agent?.permissions.has("users.write")).toBe(false);
  expect((await as("nobody").get("/no-such-thing")).status).toBe(404);
});
