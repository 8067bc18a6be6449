import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { aLine, type Line, type Owner, signedInOwner } from "../test/owner.ts";
import { anEmptySchema } from "../test/postgres-schema.ts";
import { aDataDir, installed, type Running, serving, until } from "../test/program.ts";
import { tcpProxy, type TcpProxy } from "../test/tcp-proxy.ts";

const isPg = process.env["DATABASE_URL"]?.startsWith("postgres") ?? false;

describe.skipIf(!isPg)("a server whose database goes away", () => {
  let proxy: TcpProxy;
  let server: Running;
  let owner: Owner;
  let line: Line;
  beforeAll(async () => {
    const url = new URL(await anEmptySchema());
    proxy = await tcpProxy(url.hostname, Number(url.port));
    url.hostname = "127.0.0.1";
    url.port = String(proxy.port);
    const dataDir = aDataDir();
    expect(await installed(dataDir, url.href)).toMatchObject({ code: 0 });
    server = await serving(dataDir, { DATABASE_URL: url.href });
    owner = await signedInOwner(server);
    line = await aLine(server, owner);
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    proxy.stop();
  });

  const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
  const alive = async (): Promise<number> => (await fetch(`${server.url}/healthz`)).status;

  /** A message each way: the hook, the processor, the queue and the sender all have to work. */
  async function everythingWorks(name: string): Promise<void> {
    await until(async () => (await ready()) === 200, 60_000);
    await until(async () => (await line.hear(`${name} in`)) === 200, 60_000);
    await until(async () => (await line.texts()).includes(`${name} in`), 60_000);
    const { body } = await owner.api("POST", "/whatsapp/connections", {
      name,
      connectionType: "sandbox",
    });
    const heard = await owner.api("POST", `/whatsapp/connections/${body.data.id}/sandbox/inbound`, {
      from: "+12025550188",
      type: "text",
      text: "Hello",
    });
    expect(heard.status).toBe(201);
    let conversationId = "";
    await until(async () => {
      const list = await owner.api("GET", `/conversations?connectionId=${body.data.id}`);
      conversationId = list.body.data?.[0]?.id ?? "";
      return conversationId !== "";
    }, 60_000);
    const sent = await owner.api("POST", `/conversations/${conversationId}/messages`, {
      content: { type: "text", text: `${name} out` },
    });
    expect(sent.status).toBe(201);
    await until(async () => {
      const message = await owner.api("GET", `/messages/${sent.body.data.id}`);
      return /^(sent|delivered|read)$/.test(message.body.data.status);
    }, 60_000);
  }

  test("works while it is there", async () => {
    await everythingWorks("First");
  }, 120_000);

  test("says so, takes nothing, and goes on by itself when connections are cut", async () => {
    proxy.cut();

    expect(await ready()).toBe(503);
    expect(await alive()).toBe(200);
    expect(await line.hear("Refused")).toBe(503);
    expect((await owner.api("GET", "/contacts")).status).toBe(503);

    proxy.mend();
    await everythingWorks("Second");
    expect(await line.texts()).not.toContain("Refused");
  }, 180_000);

  test("says so, takes nothing, and goes on by itself when it no longer answers", async () => {
    proxy.freeze();

    expect(await ready()).toBe(503);
    expect(await alive()).toBe(200);
    expect(await line.hear("Refused as well")).toBe(503);

    proxy.mend();
    await everythingWorks("Third");
    expect(server.child.exitCode).toBeNull();
  }, 180_000);

  test("stops when it is told to, also while nothing answers", async () => {
    proxy.freeze();
    expect(await ready()).toBe(503);

    expect(await server.stop()).toBe(0);
    proxy.mend();
  }, 120_000);
});
