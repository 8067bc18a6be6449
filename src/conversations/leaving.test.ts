import { expect, test } from "bun:test";
import { whatsappConnections } from "../connections/tables.ts";
import { contacts } from "../contacts/tables.ts";
import { db } from "../db/index.ts";
import { harness, type TestTenant } from "../test/harness.ts";
import { conversations } from "./tables.ts";

async function assignedTo({ id: tenantId, within }: TestTenant, userId: string): Promise<string> {
  return within(async () => {
    const [connection] = await db()
      .insert(whatsappConnections)
      .values({ tenantId, name: "Line", connectionType: "sandbox", settings: {}, facts: {} })
      .returning();
    const [contact] = await db()
      .insert(contacts)
      .values({ tenantId, customFields: {}, tags: [] })
      .returning();
    const [conversation] = await db()
      .insert(conversations)
      .values({
        tenantId,
        contactId: contact?.id ?? "",
        whatsappConnectionId: connection?.id ?? "",
        lastMessageAt: new Date(),
        assignedAgentId: userId,
        tags: [],
      })
      .returning();
    return conversation?.id ?? "";
  });
}

test("a deleted user leaves their conversations to everybody", async () => {
  const { as, tenant } = await harness();
  const conversationId = await assignedTo(tenant, tenant.agent.id);

  const deleted = await as("user").delete(`/users/${tenant.agent.id}`);
  const conversation = await as("user").get(`/conversations/${conversationId}`);

  expect(deleted.status).toBe(200);
  expect(conversation.body.data.assignedAgentId).toBeNull();
});

test("what agents see changes as soon as the tenant says so", async () => {
  const { as, aTenant } = await harness();
  const tenant = await aTenant();
  const mine = await assignedTo(tenant, tenant.agent.id);
  const others = await assignedTo(tenant, tenant.owner.id);
  const agent = as("agent", tenant);
  expect((await agent.get(`/conversations/${others}`)).status).toBe(200);

  await as("user", tenant).patch("/tenant", { settings: { agentVisibility: "own" } });

  expect((await agent.get(`/conversations/${others}`)).status).toBe(404);
  expect((await agent.get(`/conversations/${mine}`)).status).toBe(200);
  expect((await as("user", tenant).get(`/conversations/${others}`)).status).toBe(200);
});
