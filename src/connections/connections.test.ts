import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { META } from "../../test/support/meta.ts";
import { config, loadConfig } from "../config.ts";
import { isPg, raw } from "../db/index.ts";
import { type DomainEvent, subscribe } from "../events/events.ts";
import { findConnection } from "./queries.ts";
import { harness, type TestTenant } from "../test/harness.ts";
import { checkConnection, enqueueAllChecks } from "./check.ts";
import {
  findByAccountId,
  findByPhoneNumberId,
  findConnectionOwner,
  findOpenConnection,
  openConnection,
} from "./open.ts";

/** Answers like Graph: the number to a good token, error 190 to any other. */
const graph = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => {
    if (outage)
      return Response.json(
        { error: { message: "try later", code: 2, type: "OAuthException" } },
        { status: 500 },
      );
    if (request.headers.get("Authorization") !== `Bearer ${goodToken}`) {
      const error = {
        message: "Error validating access token",
        type: "OAuthException",
        code: 190,
        fbtrace_id: "x",
      };
      return Response.json({ error }, { status: 401 });
    }
    return Response.json({
      id: new URL(request.url).pathname.split("/").at(-1),
      display_phone_number: "+1 202-555-0142",
      verified_name: "Corner Shop",
      quality_rating: "GREEN",
      ...(level === undefined ? {} : { throughput: { level } }),
    });
  },
});
process.env["WHATSAPP_API_URL"] = `http://127.0.0.1:${graph.port}/v25.0`;
process.env["APP_URL"] = "https://crm.example";
loadConfig({});
let goodToken = "EAAG-very-secret-token-of-the-shop-1234";
let outage = false;
let level: string | undefined;

const { as, aTenant, tenant, app } = await harness();
afterAll(() => graph.stop(true));

const digits = (): string => String(Math.floor(1e14 + Math.random() * 8e14));
const credentials = (change: Record<string, string> = {}) => ({
  ...META,
  phoneNumberId: digits(),
  businessAccountId: digits(),
  accessToken: goodToken,
  appSecret: "app-secret-0123456789-wxyz",
  ...change,
});
const connect = (metaCredentials = credentials(), owner: TestTenant = tenant) =>
  as("user", owner).post("/whatsapp/connections", {
    name: "Shop",
    connectionType: "meta_api",
    metaCredentials,
  });
const check = (id: string) => tenant.within(() => checkConnection(id));

describe("connecting a number", () => {
  test("answers at once with the webhook address and masked secrets, and connects after the check", async () => {
    const created = await connect();

    expect(created.status).toBe(201);
    const { id } = created.body.data;
    expect(created.body.data).toMatchObject({
      status: "connecting",
      statusReason: null,
      webhookUrl: `https://crm.example/hooks/whatsapp/${id}`,
      settings: { accessToken: "••••1234", appSecret: "••••wxyz", verifyToken: "••••" },
      capabilities: { webhooks: true, replyWindowHours: 24 },
    });
    await check(id);
    const { data } = (await as("agent").get(`/whatsapp/connections/${id}`)).body;
    expect(data).toMatchObject({ status: "connected", statusReason: null });
    expect(data.phoneNumber.replaceAll(/\D/g, "")).toBe("12025550142");
    expect(data.lastConnectedAt).not.toBeNull();
  });

  test("takes the pace that Meta grants the number, and follows when it changes", async () => {
    const { id } = (await connect()).body.data;
    const paces: number[] = [];
    for (level of [undefined, "STANDARD", "HIGH", "HIGH", "NOT_APPLICABLE"]) {
      await check(id);
      paces.push((await openConnection(id)).pace.perSecond);
    }
    level = undefined;

    expect(paces).toEqual([80, 80, 1000, 1000, 80]);
  });

  test("connects a sandbox at once", async () => {
    const { status, body } = await as("user").post("/whatsapp/connections", {
      name: "Play",
      connectionType: "sandbox",
    });

    expect(status).toBe(201);
    expect(body.data).toMatchObject({ status: "connected", capabilities: { simulator: true } });
  });

  test("refuses a channel this release has not", async () => {
    const answer = await as("user").post("/whatsapp/connections", {
      name: "QR",
      connectionType: "qr",
    });

    expect(answer).toMatchObject({ status: 422, body: { error: { code: "CHANNEL_UNAVAILABLE" } } });
  });

  test("names the credentials that are missing", async () => {
    const answer = await as("user").post("/whatsapp/connections", {
      name: "X",
      connectionType: "meta_api",
    });

    expect(answer.status).toBe(422);
    expect(answer.body.error.details.map((d: { path: string }) => d.path)).toContain(
      "metaCredentials.accessToken",
    );
  });

  test("refuses a number that somebody connected, whoever it is", async () => {
    const taken = credentials();
    await connect(taken);
    const stranger = await aTenant();

    expect((await connect(taken)).body.error.code).toBe("NUMBER_IN_USE");
    expect(await connect(taken, stranger)).toMatchObject({
      status: 409,
      body: { error: { code: "NUMBER_IN_USE" } },
    });
    const own = (await connect(credentials(), stranger)).body.data;
    const moved = await as("user", stranger).patch(`/whatsapp/connections/${own.id}`, {
      metaCredentials: { phoneNumberId: taken.phoneNumberId },
    });
    expect(moved.body.error.code).toBe("NUMBER_IN_USE");
  });

  test("is for owners", async () => {
    const answer = await as("agent").post("/whatsapp/connections", {
      name: "X",
      connectionType: "sandbox",
    });

    expect(answer.status).toBe(403);
  });
});

describe("a connection", () => {
  test("tells in plain words that its token is dead, and comes back with a new one", async () => {
    const { id } = (await connect(credentials({ accessToken: "EAAG-expired-token" }))).body.data;
    const heard: DomainEvent[] = [];
    const stop = subscribe((events) => void heard.push(...events));

    await check(id);

    const dead = (await as("agent").get(`/whatsapp/connections/${id}/status`)).body.data;
    expect(dead.status).toBe("disconnected");
    expect(dead.statusReason).toMatch(/token/i);
    expect(heard.map(({ name }) => name)).toContain("connection.updated");
    stop();
    const patched = await as("user").patch(`/whatsapp/connections/${id}`, {
      metaCredentials: { accessToken: goodToken, appSecret: "••••wxyz" },
    });
    expect(patched.body.data).toMatchObject({
      status: "connecting",
      statusReason: null,
      settings: { appSecret: "••••wxyz" },
    });
    expect((await as("agent").get(`/whatsapp/connections/${id}/status`)).body.data.status).toBe(
      "connected",
    );
    const open = await openConnection(id);
    expect(open.settings).toMatchObject({
      accessToken: goodToken,
      appSecret: "app-secret-0123456789-wxyz",
    });
  });

  test("stays connected through a passing trouble at Meta", async () => {
    const { id } = (await connect()).body.data;
    await check(id);
    outage = true;

    const { status } = (await as("agent").get(`/whatsapp/connections/${id}/status`)).body.data;

    outage = false;
    expect(status).toBe("connected");
  });

  test("is looked after every ten minutes, one check at a time", async () => {
    const { id } = (await connect()).body.data;

    await enqueueAllChecks();
    await enqueueAllChecks();

    const column = isPg ? "payload->>'connectionId'" : "json_extract(payload, '$.connectionId')";
    const rows = await raw(
      `select count(*) from jobs where kind = 'connection.check' and unique_key is not null and ${column} = ${isPg ? "$1" : "?"}`,
      [id],
    );
    expect(Number(rows[0]?.[0])).toBe(1);
  });

  test("never shows its secrets: not in answers, not in the database, not in the audit log", async () => {
    const secrets = credentials({
      accessToken: `EAAG-${crypto.randomUUID()}`,
      appSecret: crypto.randomUUID(),
      verifyToken: crypto.randomUUID(),
    });
    const hidden = [secrets.accessToken, secrets.appSecret, secrets.verifyToken];
    const created = await connect(secrets);
    const { id } = created.body.data;
    const replaced = `EAAG-${crypto.randomUUID()}`;
    hidden.push(replaced);
    const answers = [
      created,
      await as("user").patch(`/whatsapp/connections/${id}`, {
        metaCredentials: { accessToken: replaced },
      }),
      await as("user").get(`/whatsapp/connections/${id}`),
      await as("user").get("/whatsapp/connections"),
      await as("user").post(`/whatsapp/connections/${id}/reconnect`),
      await as("user").get("/audit-logs?limit=200"),
    ];

    const said = JSON.stringify(answers.map(({ body }) => body));

    for (const secret of hidden) expect(said).not.toContain(secret);
    // On Postgres bare SQL sees no tenant's rows: what the columns hold is read in the tenant's scope.
    const stored = isPg
      ? JSON.stringify([
          await tenant.within(() => findConnection(id)),
          await raw("select payload from jobs"),
        ])
      : await sqliteBytes();
    expect(stored).toContain(id);
    for (const secret of hidden) expect(stored).not.toContain(secret);
    expect((await openConnection(id)).settings).toMatchObject({ accessToken: replaced });
  });

  test("cannot be opened with secrets moved from another one", async () => {
    const [a, b] = [(await connect()).body.data.id, (await connect()).body.data.id];
    if (isPg) return;
    const database = new Database(config().databaseUrl.replace(/^file:/, ""));
    database.run("pragma busy_timeout = 5000");
    database.run(
      "update whatsapp_connections set secrets = (select secrets from whatsapp_connections where id = ?) where id = ?",
      [a, b],
    );
    database.close();

    expect(findOpenConnection(b)).rejects.toThrow();
  });

  test("of another tenant does not exist", async () => {
    const { id } = (await connect()).body.data;
    const stranger = await aTenant();
    const they = as("user", stranger);

    const statuses = [
      await they.get(`/whatsapp/connections/${id}`),
      await they.get(`/whatsapp/connections/${id}/status`),
      await they.get(`/whatsapp/connections/${id}/deliveries`),
      await they.post(`/whatsapp/connections/${id}/deliveries/${id}/replay`),
      await they.post(`/whatsapp/connections/${id}/reconnect`),
      await they.patch(`/whatsapp/connections/${id}`, { name: "mine" }),
      await they.delete(`/whatsapp/connections/${id}`),
    ].map(({ status }) => status);

    expect(statuses).toEqual(Array.from({ length: 7 }, () => 404));
    expect(await stranger.within(() => findOpenConnection(id))).toBeUndefined();
    expect((await they.get("/whatsapp/connections")).body.data).toEqual([]);
  });

  test("is found by the ids of deliveries, cheaply, until it is deleted", async () => {
    const ids = credentials();
    const { id } = (await connect(ids)).body.data;
    const owner = { id, tenantId: tenant.id, type: "meta_api" };

    await check(id);
    expect(await findByPhoneNumberId(ids.phoneNumberId)).toEqual(owner);
    expect(await findByAccountId(ids.businessAccountId)).toEqual([owner]);
    expect(await findConnectionOwner(id)).toEqual(owner);
    const startedAt = performance.now();
    for (let n = 0; n < 10_000; n++) await findOpenConnection(id);
    expect((performance.now() - startedAt) / 10_000).toBeLessThan(0.05);
    await as("user").delete(`/whatsapp/connections/${id}`);
    expect(await findByPhoneNumberId(ids.phoneNumberId)).toBeUndefined();
    expect(await findByAccountId(ids.businessAccountId)).toEqual([]);
    expect(await findOpenConnection(id)).toBeUndefined();
  });
});

describe("a number somebody only claims", () => {
  test("gets no deliveries before its credentials were proven", async () => {
    const mine = credentials();
    const foreign = { phoneNumberId: digits(), businessAccountId: digits() };
    const { id } = (await connect(mine)).body.data;
    expect(await findByPhoneNumberId(mine.phoneNumberId)).toBeUndefined();
    await check(id);
    expect(await findByPhoneNumberId(mine.phoneNumberId)).toBeDefined();

    await as("user").patch(`/whatsapp/connections/${id}`, { metaCredentials: foreign });

    expect(await findByPhoneNumberId(foreign.phoneNumberId)).toBeUndefined();
    expect(await findByAccountId(foreign.businessAccountId)).toEqual([]);
  });
});

describe("stored deliveries", () => {
  test("are listed and can be replayed", async () => {
    const ids = credentials();
    const { id } = (await connect(ids)).body.data;
    const body = "not json at all";
    const signature = new Bun.CryptoHasher("sha256", ids.appSecret).update(body).digest("hex");
    const taken = await app.request(`/hooks/whatsapp/${id}`, {
      method: "POST",
      body,
      headers: { "X-Hub-Signature-256": `sha256=${signature}` },
    });
    expect(taken.status).toBe(200);

    const { data, pagination } = (await as("user").get(`/whatsapp/connections/${id}/deliveries`))
      .body;

    expect(data[0]).toMatchObject({ size: body.length });
    expect(pagination).toMatchObject({ page: 1, total: 1 });
    expect((await as("agent").get(`/whatsapp/connections/${id}/deliveries`)).status).toBe(403);
    expect(
      (await as("user").post(`/whatsapp/connections/${id}/deliveries/${data[0].id}/replay`)).status,
    ).toBe(202);
    expect(
      (await as("user").post(`/whatsapp/connections/${id}/deliveries/${id}/replay`)).status,
    ).toBe(404);
  });
});

async function sqliteBytes(): Promise<string> {
  const path = config().databaseUrl.replace(/^file:/, "");
  return [path, `${path}-wal`].map((file) => readFileSync(file).toString("latin1")).join("");
}
