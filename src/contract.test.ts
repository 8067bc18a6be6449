import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { STANDARD } from "./accounts/default-plan.ts";
import { features } from "./features.ts";
import { BY_HAND } from "./http/openapi-by-hand.ts";
import { saveMedia } from "./media/service.ts";
import { META } from "../test/support/meta.ts";
import { until } from "./test/messaging.ts";
import { simulated } from "./test/simulated.ts";

/** What other programs rely on: addresses, fields and codes may be added to, never taken away. */
const ENDPOINTS = `
POST /auth/register, POST /auth/login, POST /auth/logout, POST /auth/refresh, POST /auth/forgot-password,
POST /auth/reset-password, GET /auth/me,
GET /users, POST /users, GET /users/:id, PATCH /users/:id, DELETE /users/:id, PATCH /users/:id/status,
GET /contacts, POST /contacts, GET /contacts/:id, PATCH /contacts/:id, DELETE /contacts/:id,
POST /contacts/:id/tags, DELETE /contacts/:id/tags/:tag,
GET /conversations, GET /conversations/:id, PATCH /conversations/:id, POST /conversations/:id/messages,
GET /conversations/:id/messages, POST /conversations/:id/notes, PATCH /conversations/:id/assign,
POST /conversations/:id/tags,
POST /messages/send, POST /messages/send-template, GET /messages/:id, GET /messages/:id/status,
GET /whatsapp/connections, POST /whatsapp/connections, GET /whatsapp/connections/:id,
DELETE /whatsapp/connections/:id, POST /whatsapp/connections/:id/reconnect, GET /whatsapp/connections/:id/status,
POST /whatsapp/connections/:id/sandbox/inbound,
GET /admin/plans, POST /admin/plans, PATCH /admin/plans/:id, GET /admin/tenants, GET /admin/tenants/:id,
PATCH /admin/tenants/:id,
POST /media/upload, GET /media/:id, DELETE /media/:id, GET /media,
POST /realtime/ticket, GET /realtime`
  .split(",")
  .map((one) => one.trim());

let sim: Awaited<ReturnType<typeof simulated>>;
let owner: Awaited<ReturnType<typeof simulated>>["world"]["owner"];
beforeAll(async () => {
  sim = await simulated();
  ({ owner } = sim.world);
});
afterAll(() => sim.world.stop());

const fieldsOf = (value: object): string[] => Object.keys(value).toSorted();
const has = (value: object, names: string): void =>
  expect(fieldsOf(value)).toEqual(expect.arrayContaining(names.split(" ")));

test("every address is there", () => {
  const byContract = features.flatMap(({ api }) =>
    (api ?? []).flatMap(({ contract }) =>
      Object.values(contract).map(({ method, path }) => `${method} ${path}`),
    ),
  );
  const byHand = Object.entries(BY_HAND).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
    ),
  );
  const there = new Set([...byContract, ...byHand]);

  expect(ENDPOINTS.filter((one) => !there.has(one))).toEqual([]);
});

describe("what an answer holds", () => {
  test("of accounts", async () => {
    const me = (await owner.get("/auth/me")).body.data;
    const key = await owner.post("/api-keys", {
      name: "Shop",
      permissions: { scopes: ["contacts.read"], rateLimit: 100 },
    });
    const keys = (await owner.get("/api-keys")).body;

    has(
      me.user,
      "id tenantId email role firstName lastName avatarUrl status settings lastLoginAt createdAt updatedAt",
    );
    expect(fieldsOf(me.user)).not.toContain("passwordHash");
    has(me.tenant, "id name subdomain planId status settings createdAt updatedAt");
    has(
      key.body.data,
      "id tenantId name key permissions lastUsedAt expiresAt createdByUserId createdAt",
    );
    expect(key.body.data.permissions).toEqual({ scopes: ["contacts.read"], rateLimit: 100 });
    expect(keys.pagination).toEqual({ page: 1, limit: 50, total: 1, totalPages: 1 });
    expect(fieldsOf(keys.data[0])).not.toContain("key");
  });

  test("of plans, whose price is told in two ways and taken in either", async () => {
    const admin = sim.world.as("admin");
    const { features: given, limits } = STANDARD;

    const plan = (
      await admin.post("/admin/plans", { name: "Pro", price: 29.99, features: given, limits })
    ).body.data;
    const changed = (await admin.patch(`/admin/plans/${plan.id}`, { priceCents: 3500 })).body.data;
    const page = (await admin.get("/admin/plans?limit=1")).body;

    has(
      plan,
      "id name description price billingCycle features limits isActive createdAt updatedAt",
    );
    expect([plan.price, plan.priceCents, changed.price]).toEqual([29.99, 2999, 35]);
    expect(page.pagination).toMatchObject({ page: 1, limit: 1 });
    expect(page.pagination.totalPages).toBe(page.pagination.total);
  });

  test("of contacts and conversations", async () => {
    const { conversation } = await sim.aTalk();
    const contact = (await owner.get(`/contacts/${conversation.contactId}`)).body.data;
    const list = (await owner.get("/contacts?limit=1")).body;

    has(
      contact,
      "id tenantId phoneNumber name email avatarUrl customFields tags lastContactedAt createdAt updatedAt",
    );
    expect(fieldsOf(list.pagination)).toEqual(["limit", "nextCursor"]);
    has(
      conversation,
      "id tenantId contactId contact whatsAppConnectionId assignedAgentId status tags unreadCount lastMessage lastMessageAt createdAt updatedAt",
    );
  });

  test("of connections: credentials masked, none where there are none", async () => {
    const phoneNumberId = String(Math.floor(1e14 + Math.random() * 9e14));
    const meta = await owner.post("/whatsapp/connections", {
      name: "Shop",
      connectionType: "meta_api",
      metaCredentials: { ...META, phoneNumberId },
    });
    const sandbox = (await owner.get(`/whatsapp/connections/${sim.sandboxId}`)).body.data;

    expect(meta.status).toBe(201);
    has(
      meta.body.data,
      "id tenantId name phoneNumber connectionType status metaCredentials webhookUrl lastConnectedAt createdAt updatedAt",
    );
    expect(meta.body.data.metaCredentials.phoneNumberId).toBe(phoneNumberId);
    for (const secret of [META.accessToken, META.appSecret, META.verifyToken])
      expect(JSON.stringify(meta.body)).not.toContain(secret);
    expect([sandbox.metaCredentials, sandbox.webhookUrl]).toEqual([null, null]);
  });
});

describe("a message", () => {
  test("tells of its file, its caption and its place, whichever side wrote it", async () => {
    const { contact, conversation } = await sim.aTalk();
    const file = await sim.world.tenant.within(() =>
      saveMedia({ bytes: Buffer.from("%PDF-1.4 hello"), fileName: "offer.pdf" }),
    );
    await sim.say(contact, { type: "location", latitude: 52.5, longitude: 13.4, name: "Here" });

    const offer = await sim.send(conversation, {
      type: "document",
      mediaId: file.id,
      caption: "Our offer",
    });
    const place = await sim.send(conversation, { type: "location", latitude: 1.5, longitude: -2 });

    has(
      offer,
      "id tenantId conversationId whatsAppMessageId direction type content mediaUrl metadata status sentByUserId sentAt deliveredAt readAt createdAt",
    );
    expect(offer.metadata).toMatchObject({
      fileName: "offer.pdf",
      fileSize: 14,
      mimeType: "application/pdf",
      caption: "Our offer",
    });
    expect(place.metadata).toMatchObject({ latitude: 1.5, longitude: -2 });
    const fromThem = await until(async () =>
      (await sim.world.thread(conversation.id)).find(
        ({ type, direction }: { type: string; direction: string }) =>
          type === "location" && direction === "inbound",
      ),
    );
    expect(fromThem.metadata).toMatchObject({ latitude: 52.5, longitude: 13.4 });
  });

  test("of a template has an address of its own and honours Idempotency-Key", async () => {
    const { conversation } = await sim.aTalk();
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const body = { conversationId: conversation.id, name: "order_update", language: "en_US" };

    const sent = await owner.post("/messages/send-template", body, key);
    const again = await owner.post("/messages/send-template", body, key);
    const nobody = await owner.post("/messages/send-template", { name: "x", language: "en" });

    expect([sent.status, again.body.data.id]).toEqual([201, sent.body.data.id]);
    expect(sent.body.data).toMatchObject({ type: "template", content: "order_update" });
    expect([nobody.status, nobody.body.error.details[0].path]).toEqual([422, "conversationId"]);
  });
});

describe("tags of a conversation", () => {
  test("are added, found by, and taken away again", async () => {
    const { conversation } = await sim.aTalk();
    const path = `/conversations/${conversation.id}/tags`;
    const tag = `t ${crypto.randomUUID()}`;
    const found = async () =>
      (await owner.get(`/conversations?tag=${encodeURIComponent(tag)}`)).body.data.map(
        ({ id }: { id: string }) => id,
      );

    const added = await owner.post(path, { tags: [tag, "vip", tag] });
    expect(added.body.data.tags).toEqual([tag, "vip"]);
    expect(await found()).toEqual([conversation.id]);

    const left = await owner.delete(`${path}/${encodeURIComponent(tag)}`);
    expect(left.body.data.tags).toEqual(["vip"]);
    expect(await found()).toEqual([]);
    const many = Array.from({ length: 50 }, (_, i) => `${i}`);
    await owner.post(path, { tags: many });
    const tooMany = await owner.post(path, { tags: many.map((one) => `more ${one}`) });
    expect([tooMany.status, tooMany.body.error.details[0].path]).toEqual([422, "tags"]);
  });
});

describe("a refusal", () => {
  test("names each wrong field once", async () => {
    const answer = await owner.post("/auth/register", {
      tenantName: "",
      email: "not an address",
      password: "short",
      firstName: "A",
      timezone: 7,
    });

    expect([answer.status, answer.body.error.code]).toEqual([422, "VALIDATION_ERROR"]);
    expect(answer.body.error.details.map(({ path }: { path: string }) => path)).toEqual([
      "tenantName",
      "email",
      "password",
      "timezone",
    ]);
    expect(fieldsOf(answer.body.error)).toEqual(["code", "details", "message"]);
  });

  test("has the code programs look for", async () => {
    const gone = crypto.randomUUID();
    const admin = sim.world.as("admin");
    const codes = [
      await sim.world.as("nobody").get("/users"),
      await sim.world.as("agent").get("/users"),
      await owner.get(`/users/${gone}`),
      await admin.get(`/admin/tenants/${gone}`),
      await owner.get("/contacts?limit=201"),
    ].map(({ status, body }) => [status, body.error.code]);

    expect(codes).toEqual([
      [401, "UNAUTHORIZED"],
      [403, "FORBIDDEN"],
      [404, "NOT_FOUND"],
      [404, "TENANT_NOT_FOUND"],
      [422, "VALIDATION_ERROR"],
    ]);
  });
});
