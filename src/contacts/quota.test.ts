import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { STANDARD } from "../accounts/default-plan.ts";
import { messaging, somePhone } from "../test/messaging.ts";

let world: Awaited<ReturnType<typeof messaging>>;
beforeAll(async () => {
  world = await messaging();
  const { features, limits } = STANDARD;
  const admin = world.as("admin");
  const plan = await admin.post("/admin/plans", {
    name: "Three",
    features,
    limits: { ...limits, maxContacts: 3 },
  });
  await admin.patch(`/admin/tenants/${world.tenant.id}`, { planId: plan.body.data.id });
});
afterAll(() => world.stop());

const add = () => world.owner.post("/contacts", { phoneNumber: `+${somePhone()}` });
const idOf = (conversation: { contactId: string }): string => conversation.contactId;

describe("a plan with three contacts", () => {
  test("counts who wrote at once, refuses nobody who writes, and has room again after a deletion", async () => {
    const first = idOf(await world.aConversation());
    await world.aConversation();
    const third = await add();
    const fourth = await add();

    expect([third.status, fourth.status]).toEqual([201, 403]);
    expect(fourth.body.error).toMatchObject({
      code: "QUOTA_EXCEEDED",
      details: { metric: "maxContacts", limit: 3, used: 3 },
    });
    const written = idOf(await world.aConversation());
    expect((await world.owner.get(`/contacts/${written}`)).status).toBe(200);
    expect((await add()).body.error.details.used).toBe(4);

    await world.owner.delete(`/contacts/${first}`);
    expect((await add()).status).toBe(403);
    await world.owner.delete(`/contacts/${written}`);
    expect((await add()).status).toBe(201);
  });

  test("holds for whoever is written to first, and leaves no trace of the refusal", async () => {
    const known = `+${(await world.conversations())[0].contact.phoneNumber.slice(1)}`;
    const stranger = `+${somePhone()}`;
    const write = (to: string) =>
      world.owner.post("/messages/send", {
        connectionId: world.connectionId,
        to,
        content: { type: "text", text: "Hello" },
      });

    const refused = await write(stranger);
    const allowed = await write(known);

    expect([refused.status, refused.body.error.code]).toEqual([403, "QUOTA_EXCEEDED"]);
    expect(allowed.status).toBe(201);
    expect((await world.owner.get(`/contacts?search=${stranger.slice(1)}`)).body.data).toEqual([]);
  });
});

test("a refused message to a new number makes neither contact nor conversation", async () => {
  const other = await messaging();
  const stranger = `+${somePhone()}`;

  const refused = await other.owner.post("/messages/send", {
    connectionId: other.connectionId,
    to: stranger,
    content: { type: "text", text: "Outside of any window" },
  });

  expect([refused.status, refused.body.error.code]).toEqual([409, "WINDOW_CLOSED"]);
  expect((await other.owner.get(`/contacts?search=${stranger.slice(1)}`)).body.data).toEqual([]);
  expect(await other.conversations()).toEqual([]);
  await other.stop();
});
