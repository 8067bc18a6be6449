import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";
import pg from "pg";
import { startFakeGraph } from "../../test/fake-graph/fake-graph.ts";
import { META, newWamid, sign, textDelivery } from "../../test/support/meta.ts";
import { anotherOwner, type Owner, signedInOwner } from "../test/owner.ts";
import { anEmptySchema } from "../test/postgres-schema.ts";
import { aDataDir, installed, type Running, serving, until } from "../test/program.ts";

const isPg = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;
const APP = { appSecret: "the platform's own secret", verifyToken: "the platform's own token" };
const FIRST = "904600118230021";
const SECOND = "904600118230022";
const UNKNOWN = "904600118230029";

/** Tenants whose numbers are all of one Meta app: it has one address for everybody's deliveries. */
describe("the platform's hook", () => {
  let graph: Awaited<ReturnType<typeof startFakeGraph>>;
  let server: Running;
  let database: string;
  let hook: string;
  let first: Owner;
  let second: Owner;
  beforeAll(async () => {
    graph = await startFakeGraph({ statuses: ["sent", "delivered"] });
    const dataDir = aDataDir();
    database = isPg ? await anEmptySchema() : "sqlite";
    expect(await installed(dataDir, database)).toMatchObject({ code: 0 });
    server = await serving(dataDir, {
      META_APP_SECRET: APP.appSecret,
      META_VERIFY_TOKEN: APP.verifyToken,
      WHATSAPP_API_URL: graph.url,
    });
    hook = `${server.url}/hooks/whatsapp`;
    first = await signedInOwner(server);
    second = await anotherOwner(server);
    await aNumber(first, FIRST);
    await aNumber(second, SECOND);
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    await graph.stop();
  });

  /** Connected: its credentials were tried at Meta, so deliveries may reach it. */
  async function aNumber(owner: Owner, phoneNumberId: string): Promise<void> {
    const { body } = await owner.api("POST", "/whatsapp/connections", {
      name: phoneNumberId,
      connectionType: "meta_api",
      metaCredentials: { ...META, phoneNumberId },
    });
    await until(async () => {
      const now = await owner.api("GET", `/whatsapp/connections/${body.data.id}`);
      return now.body.data.status === "connected";
    }, 60_000);
  }
  const post = (body: string, signature = sign(body, APP.appSecret)): Promise<Response> =>
    fetch(hook, { method: "POST", body, headers: { "X-Hub-Signature-256": signature } });
  const to = (phoneNumberId: string, text: string, from = "12025550140"): string =>
    textDelivery({ from, text, id: newWamid(), phoneNumberId });
  const heardBy = async (owner: Owner): Promise<string[]> => {
    const { body } = await owner.api("GET", "/conversations?limit=200");
    return body.data.map((one: { lastMessage: { content: string } }) => one.lastMessage.content);
  };
  const stored = async (text: string): Promise<string[]> => {
    const rows = await query("select body, state, lane from webhook_deliveries");
    return rows.flatMap(({ body, state, lane }) =>
      Buffer.from(Object(body)).includes(text) ? [`${String(lane)} ${String(state)}`] : [],
    );
  };
  async function query(sql: string): Promise<Record<string, unknown>[]> {
    if (!isPg) {
      const file = new Database(join(server.dataDir, "whatscrm.sqlite"), { readonly: true });
      const rows = file.query<Record<string, unknown>, []>(sql).all();
      file.close();
      return rows;
    }
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  }

  test("shakes hands with Meta for the platform's token alone", async () => {
    const ask = (token: string): Promise<Response> =>
      fetch(
        `${hook}?${new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444" }).toString()}`,
      );

    const right = await ask(APP.verifyToken);
    const wrong = await ask(META.verifyToken);

    expect([right.status, await right.text()]).toEqual([200, "1158201444"]);
    expect(wrong.status).toBe(403);
    expect(await wrong.text()).not.toContain("1158201444");
  });

  test("brings each tenant what was written to its number, and nothing else", async () => {
    const answers = await Promise.all([post(to(FIRST, "For one")), post(to(SECOND, "For two"))]);
    await until(async () => (await heardBy(first)).includes("For one"), 60_000);
    await until(async () => (await heardBy(second)).includes("For two"), 60_000);

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await heardBy(first)).toEqual(["For one"]);
    expect(await heardBy(second)).toEqual(["For two"]);
  }, 120_000);

  test("takes one delivery for several tenants apart", async () => {
    const [one, two] = [
      to(FIRST, "Both, first", "12025550141"),
      to(SECOND, "Both, second", "12025550142"),
    ];
    const parts = [one, two].flatMap((body) => JSON.parse(body).entry);

    const { status } = await post(
      JSON.stringify({ object: "whatsapp_business_account", entry: parts }),
    );
    await until(async () => (await heardBy(first)).includes("Both, first"), 60_000);
    await until(async () => (await heardBy(second)).includes("Both, second"), 60_000);

    expect(status).toBe(200);
    expect(await heardBy(first)).not.toContain("Both, second");
    expect(await heardBy(second)).not.toContain("Both, first");
  }, 120_000);

  test("brings back what became of a reply", async () => {
    const { appSecret } = APP;
    const own = { url: hook, appSecret, phoneNumberId: FIRST, accountId: META.businessAccountId };
    graph.hooks.set(FIRST, own);
    const list = await first.api("GET", "/conversations?limit=1");
    const sent = await first.api("POST", `/conversations/${list.body.data[0].id}/messages`, {
      content: { type: "text", text: "On its way" },
    });

    expect(sent.status).toBe(201);
    await until(async () => {
      const message = await first.api("GET", `/messages/${sent.body.data.id}`);
      return message.body.data.status === "delivered";
    }, 60_000);
  }, 120_000);

  test("refuses a wrong signature, also one with a tenant's own secret", async () => {
    const body = to(FIRST, "Forged");

    const answers = [
      await post(body, sign(body, "a guess")),
      await post(body, sign(body, META.appSecret)),
      await post(body, ""),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(await stored("Forged")).toEqual([]);
  });

  test("keeps what was written to a number nobody has, and answers 200", async () => {
    const { status } = await post(to(UNKNOWN, "Anybody there?"));
    await until(async () => !(await stored("Anybody there?")).includes("platform pending"), 60_000);

    expect(status).toBe(200);
    expect(await stored("Anybody there?")).toEqual(["platform ignored"]);
    expect(await heardBy(first)).not.toContain("Anybody there?");
    expect(await heardBy(second)).not.toContain("Anybody there?");
  }, 120_000);
});

test("without an app of the platform there is no such hook", async () => {
  const dataDir = aDataDir();
  expect(await installed(dataDir, isPg ? await anEmptySchema() : "sqlite")).toMatchObject({
    code: 0,
  });
  const server = await serving(dataDir);
  const body = textDelivery({ from: "12025550140", text: "Hi" });

  const { status } = await fetch(`${server.url}/hooks/whatsapp`, {
    method: "POST",
    body,
    headers: { "X-Hub-Signature-256": sign(body, "") },
  });
  await server.stop();

  expect(status).toBe(404);
}, 120_000);
