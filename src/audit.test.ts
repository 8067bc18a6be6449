import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { META } from "../test/support/meta.ts";
import { auditLogs, mailOutbox } from "./accounts/tables.ts";
import { mergeContacts } from "./contacts/merge.ts";
import { asSystem, db, transaction } from "./db/index.ts";
import { features } from "./features.ts";
import { enqueue } from "./jobs/service.ts";
import { jobs } from "./jobs/tables.ts";
import { PASSWORD } from "./test/harness.ts";
import { somePhone, until } from "./test/messaging.ts";
import { simulated } from "./test/simulated.ts";

type Sim = Awaited<ReturnType<typeof simulated>>;
type Answer = Awaited<ReturnType<Sim["world"]["owner"]["get"]>>;
let sim: Sim;
let owner: Sim["world"]["owner"];
beforeAll(async () => {
  sim = await simulated();
  ({ owner } = sim.world);
});
afterAll(() => sim.world.stop());

const nobody = () => sim.world.as("nobody");
const admin = () => sim.world.as("admin");
const idOf = async (answer: Promise<Answer>): Promise<string> => (await answer).body.data.id;
const anAddress = (): string => `${crypto.randomUUID()}@example.com`;
const aUser = () =>
  idOf(owner.post("/users", { email: anAddress(), password: PASSWORD, firstName: "New" }));
const aContact = () => idOf(owner.post("/contacts", { phoneNumber: `+${somePhone()}` }));
const aKey = () =>
  idOf(owner.post("/api-keys", { name: "k", permissions: { scopes: ["contacts.read"] } }));
const aSandbox = () =>
  idOf(owner.post("/whatsapp/connections", { name: "Play", connectionType: "sandbox" }));
const aFile = () => {
  const form = new FormData();
  form.append("file", new File([crypto.randomUUID()], "note.txt"));
  return upload(form);
};
async function upload(body: FormData): Promise<Answer> {
  const token = await sim.world.tenant.tokenOf("user");
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await sim.world.app.request(
    "/api/v1/media/upload",
    { method: "POST", body, headers },
    { ip: sim.world.ip },
  );
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
async function aPlan(): Promise<Answer> {
  const { body } = await admin().get("/admin/plans?limit=1");
  const { features: has, limits } = body.data[0];
  return admin().post("/admin/plans", { name: "Other", features: has, limits });
}
const aConversation = async () => (await sim.aTalk()).conversation;
/** One that waits for an answer once it is started. */
const aFlow = async () =>
  (await owner.post("/flows", { name: "Feedback", templateId: "feedback" })).body.data;
async function aPublishedFlow(): Promise<string> {
  const { id } = await aFlow();
  await owner.post(`/flows/${id}/publish`, { revision: 1 });
  return id;
}
async function startedFlow(): Promise<Answer> {
  const { id: conversationId } = await aConversation();
  return owner.post(`/flows/${await aPublishedFlow()}/executions`, { conversationId });
}

interface Recipe {
  action: string;
  run: () => Promise<Answer>;
}
/** Done by the owner, unless the route says otherwise: each leaves its line. */
const RECORDED: Record<string, Recipe> = {
  login: {
    action: "session.started",
    run: () =>
      nobody().post("/auth/login", { email: sim.world.tenant.owner.email, password: PASSWORD }),
  },
  logout: {
    action: "session.ended",
    run: async () => {
      const { email } = sim.world.tenant.owner;
      const { body } = await nobody().post("/auth/login", { email, password: PASSWORD });
      return nobody().post("/auth/logout", { refreshToken: body.data.refreshToken });
    },
  },
  forgotPassword: {
    action: "password.reset_requested",
    run: () => nobody().post("/auth/forgot-password", { email: sim.world.tenant.agent.email }),
  },
  resetPassword: {
    action: "password.reset",
    run: async () => {
      const { email } = sim.world.tenant.agent;
      await nobody().post("/auth/forgot-password", { email });
      const token = await until(async () => {
        const mails = await asSystem(() => db().select().from(mailOutbox));
        const last = mails.findLast(({ recipient }) => recipient === email);
        return /token=([\w-]+)/.exec(last?.body ?? "")?.[1];
      });
      return nobody().post("/auth/reset-password", { token, password: `${PASSWORD} anew` });
    },
  },
  updateMe: {
    action: "user.self_updated",
    run: () => owner.patch("/auth/me", { firstName: "Olga" }),
  },
  updateTenant: {
    action: "tenant.updated",
    run: () => owner.patch("/tenant", { name: "Renamed" }),
  },
  createUser: {
    action: "user.created",
    run: () => owner.post("/users", { email: anAddress(), password: PASSWORD, firstName: "A" }),
  },
  updateUser: {
    action: "user.updated",
    run: async () => owner.patch(`/users/${await aUser()}`, { firstName: "B" }),
  },
  deleteUser: {
    action: "user.deleted",
    run: async () => owner.delete(`/users/${await aUser()}`),
  },
  setUserStatus: {
    action: "user.status_changed",
    run: async () => owner.patch(`/users/${await aUser()}/status`, { status: "inactive" }),
  },
  createApiKey: {
    action: "api_key.created",
    run: () => owner.post("/api-keys", { name: "k", permissions: { scopes: ["contacts.read"] } }),
  },
  deleteApiKey: {
    action: "api_key.revoked",
    run: async () => owner.delete(`/api-keys/${await aKey()}`),
  },
  createConnection: {
    action: "connection.created",
    run: () => owner.post("/whatsapp/connections", { name: "P", connectionType: "sandbox" }),
  },
  updateConnection: {
    action: "connection.updated",
    run: async () => owner.patch(`/whatsapp/connections/${await aSandbox()}`, { name: "Q" }),
  },
  deleteConnection: {
    action: "connection.deleted",
    run: async () => owner.delete(`/whatsapp/connections/${await aSandbox()}`),
  },
  reconnectConnection: {
    action: "connection.reconnected",
    run: async () => owner.post(`/whatsapp/connections/${await aSandbox()}/reconnect`),
  },
  replayDelivery: {
    action: "delivery.replayed",
    run: async () => {
      await sim.world.aConversation();
      const path = `/whatsapp/connections/${sim.world.connectionId}/deliveries`;
      const { body } = await owner.get(path);
      return owner.post(`${path}/${body.data[0].id}/replay`);
    },
  },
  createContact: {
    action: "contact.created",
    run: () => owner.post("/contacts", { name: "Ana" }),
  },
  updateContact: {
    action: "contact.updated",
    run: async () => owner.patch(`/contacts/${await aContact()}`, { name: "Ben" }),
  },
  deleteContact: {
    action: "contact.deleted",
    run: async () => owner.delete(`/contacts/${await aContact()}`),
  },
  addContactTags: {
    action: "contact.tagged",
    run: async () => owner.post(`/contacts/${await aContact()}/tags`, { tags: ["vip"] }),
  },
  removeContactTag: {
    action: "contact.untagged",
    run: async () => {
      const id = await aContact();
      await owner.post(`/contacts/${id}/tags`, { tags: ["vip"] });
      return owner.delete(`/contacts/${id}/tags/vip`);
    },
  },
  unmergeContact: {
    action: "contact.unmerged",
    run: async () => {
      const [one, other] = [await aContact(), await aContact()].toSorted();
      await sim.world.tenant.within(() =>
        transaction(() => mergeContacts(one ?? "", other ?? "", "test")),
      );
      return owner.post(`/contacts/${one}/unmerge`);
    },
  },
  deleteMedia: {
    action: "media.deleted",
    run: async () => owner.delete(`/media/${await idOf(aFile())}`),
  },
  updateConversation: {
    action: "conversation.updated",
    run: async () =>
      owner.patch(`/conversations/${(await aConversation()).id}`, { status: "closed" }),
  },
  assignConversation: {
    action: "conversation.updated",
    run: async () =>
      owner.patch(`/conversations/${(await aConversation()).id}/assign`, {
        agentId: sim.world.tenant.owner.id,
      }),
  },
  addConversationTags: {
    action: "conversation.tagged",
    run: async () =>
      owner.post(`/conversations/${(await aConversation()).id}/tags`, { tags: ["a"] }),
  },
  removeConversationTag: {
    action: "conversation.untagged",
    run: async () => {
      const { id } = await aConversation();
      await owner.post(`/conversations/${id}/tags`, { tags: ["a"] });
      return owner.delete(`/conversations/${id}/tags/a`);
    },
  },
  createFlow: { action: "flow.created", run: () => owner.post("/flows", { name: "F" }) },
  importFlow: {
    action: "flow.created",
    run: async () => {
      const { body } = await owner.get(`/flows/${(await aFlow()).id}/export`);
      return owner.post("/flows/import", body.data);
    },
  },
  updateFlow: {
    action: "flow.updated",
    run: async () => owner.patch(`/flows/${(await aFlow()).id}`, { name: "G" }),
  },
  publishFlow: {
    action: "flow.published",
    run: async () => owner.post(`/flows/${(await aFlow()).id}/publish`, { revision: 1 }),
  },
  rollBackFlow: {
    action: "flow.rolled_back",
    run: async () => owner.post(`/flows/${await aPublishedFlow()}/versions/1/rollback`),
  },
  setFlowStatus: {
    action: "flow.status_changed",
    run: async () => owner.patch(`/flows/${await aPublishedFlow()}/status`, { status: "inactive" }),
  },
  deleteFlow: {
    action: "flow.deleted",
    run: async () => owner.delete(`/flows/${(await aFlow()).id}`),
  },
  startFlow: { action: "flow.started", run: startedFlow },
  cancelFlowExecution: {
    action: "flow_execution.cancelled",
    run: async () => owner.post(`/flow-executions/${await idOf(startedFlow())}/cancel`),
  },
  addFlowTest: {
    action: "flow_test.added",
    run: async () => owner.post(`/flows/${(await aFlow()).id}/tests`, { name: "T", script: {} }),
  },
  removeFlowTest: {
    action: "flow_test.removed",
    run: async () => {
      const path = `/flows/${(await aFlow()).id}/tests`;
      return owner.delete(`${path}/${await idOf(owner.post(path, { name: "T", script: {} }))}`);
    },
  },
  setFlowSecret: {
    action: "flow_secret.set",
    run: () => owner.put("/flow-secrets/shop", { value: "a key of the shop" }),
  },
  removeFlowSecret: {
    action: "flow_secret.removed",
    run: async () => {
      await owner.put("/flow-secrets/gone", { value: "a key of the shop" });
      return owner.delete("/flow-secrets/gone");
    },
  },
  pauseConversationBot: {
    action: "conversation.bot_paused",
    run: async () =>
      owner.put(`/conversations/${(await aConversation()).id}/bot/pause`, { hours: 1 }),
  },
  handBackConversation: {
    action: "conversation.bot_handed_back",
    run: async () => owner.delete(`/conversations/${(await aConversation()).id}/bot/pause`),
  },
  adminUpdateTenant: {
    action: "tenant.updated",
    run: () => admin().patch(`/admin/tenants/${sim.world.tenant.id}`, { name: "By the platform" }),
  },
  adminCreatePlan: { action: "plan.created", run: aPlan },
  adminUpdatePlan: {
    action: "plan.updated",
    run: async () => admin().patch(`/admin/plans/${await idOf(aPlan())}`, { isActive: false }),
  },
  adminRetryJob: {
    action: "job.retried",
    run: async () => {
      const kind = `test.${crypto.randomUUID()}`;
      await asSystem(() => enqueue({ kind, payload: {} }));
      await asSystem(() => db().update(jobs).set({ state: "dead" }).where(eq(jobs.kind, kind)));
      const { body } = await admin().get(`/admin/jobs?kind=${kind}`);
      return admin().post(`/admin/jobs/${body.data[0].id}/retry`);
    },
  },
};

const OWN_RECORD = "the message itself says who wrote it and when, its ledger what became of it";
const ON_PAPER = "plays on paper: nothing is stored and nothing is sent";
const SIMULATED = "moves the simulated WhatsApp, which is nobody's data";
/** Each with its reason. */
const EXEMPT: Record<string, string> = {
  register: "recorded in the tenant it makes: see the test below",
  refresh: "goes on with a session whose begin and end are recorded",
  createRealtimeTicket: "opens a socket for half a minute, changes nothing",
  markConversationRead: "reading is no change of what is written",
  typing: "passes by",
  sendMessage: OWN_RECORD,
  sendTemplateMessage: OWN_RECORD,
  sendConversationMessage: OWN_RECORD,
  retryMessage: OWN_RECORD,
  addNote: OWN_RECORD,
  saveFlowDraft: "saved every few seconds; what counts is recorded when it is published",
  simulateFlow: ON_PAPER,
  runFlowTests: ON_PAPER,
  replayFlowExecution: ON_PAPER,
  sandboxInbound: SIMULATED,
  addSandboxFault: SIMULATED,
  clearSandboxFaults: SIMULATED,
  removeSandboxFault: SIMULATED,
  addPhoneContact: SIMULATED,
  changePhoneContact: SIMULATED,
  sayOnPhone: SIMULATED,
  typeOnPhone: SIMULATED,
  readOnPhone: SIMULATED,
  addPhoneFault: SIMULATED,
  removePhoneFault: SIMULATED,
};

const changing = features
  .flatMap(({ api }) => (api ?? []).flatMap(({ contract }) => Object.entries(contract)))
  .filter(([, { method }]) => method !== "GET")
  .map(([key]) => key);

const linesOf = async (action: string): Promise<number> =>
  sim.world.tenant.within(async () => {
    const rows = await db()
      .select({ action: auditLogs.action })
      .from(auditLogs)
      .where(eq(auditLogs.tenantId, sim.world.tenant.id));
    return rows.filter((row) => row.action === action).length;
  });

describe("the audit log", () => {
  test("knows of every route that changes something, or why it need not", () => {
    expect([...Object.keys(RECORDED), ...Object.keys(EXEMPT)].toSorted()).toEqual(
      changing.toSorted(),
    );
  });

  test.each(Object.entries(RECORDED))(
    "has a line of %s",
    async (_key, { action, run }) => {
      const before = await linesOf(action);

      const { status, body } = await run();

      expect([200, 201, 202], JSON.stringify(body)).toContain(status);
      await until(async () => (await linesOf(action)) > before);
    },
    60_000,
  );

  test("has a line of what is uploaded", async () => {
    const before = await linesOf("media.uploaded");

    expect((await aFile()).status).toBe(201);

    expect(await linesOf("media.uploaded")).toBe(before + 1);
  });

  test("begins with the tenant itself, and holds no secret", async () => {
    const secret = `never ${crypto.randomUUID()}`;
    const made = await nobody().post("/auth/register", {
      tenantName: "Fresh",
      firstName: "F",
      email: anAddress(),
      password: secret,
    });
    const client = sim.world.withToken(made.body.data.token);
    await client.patch("/auth/me", { currentPassword: secret, newPassword: `${secret} too` });
    const key = await client.post("/api-keys", {
      name: "k",
      permissions: { scopes: ["contacts.read"] },
    });
    await client.post("/whatsapp/connections", {
      name: "M",
      connectionType: "meta_api",
      metaCredentials: { ...META, phoneNumberId: String(Math.floor(1e14 + Math.random() * 8e14)) },
    });

    const log = (await client.get("/audit-logs?limit=200")).body.data;

    const actions = log.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(["tenant.registered", "session.started", "user.self_updated"]),
    );
    const secrets = [
      secret,
      key.body.data?.key,
      META.accessToken,
      META.appSecret,
      META.verifyToken,
    ];
    for (const one of secrets.filter((text) => text !== undefined))
      expect(JSON.stringify(log)).not.toContain(one);
  });
});
