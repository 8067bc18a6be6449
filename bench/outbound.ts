import { join } from "node:path";
import { META, postSigned, textDelivery } from "../test/support/meta.ts";
import type { TestServer } from "../test/support/server.ts";
import { report, throughput, wait } from "./lib/figures.ts";
import { startFloor } from "./lib/floor-process.ts";
import { metric } from "./lib/metric.ts";
import { benchServer, endWithUs } from "./lib/server.ts";

const CONTACTS = 200;
/** Below what one person may get in a burst. */
const PER_CONTACT = 30;

async function startGraph(): Promise<{ origin: string; stop: () => void }> {
  const main = join(import.meta.dir, "../test/fake-graph/main.ts");
  const command = [process.execPath, main, "--port", "0", "--record", "counts"];
  const child = endWithUs(
    Bun.spawn([...command, "--throughput", "HIGH"], { stdout: "pipe", stderr: "inherit" }),
  );
  const { value } = await child.stdout.getReader().read();
  const origin = /http:\/\/[^\s/]+/.exec(new TextDecoder().decode(value))?.[0];
  if (!origin) throw new Error("the fake Graph server did not say where it listens");
  return { origin, stop: () => child.kill() };
}

/** A number that Meta lets send 1,000 messages a second, as its check has read. */
async function connect(server: TestServer): Promise<string> {
  const { body } = await server.api("POST", "/whatsapp/connections", {
    name: "Bench",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  const { id } = body.data;
  await wait(
    "the number's check",
    async () =>
      (await server.api("GET", `/whatsapp/connections/${id}`)).body.data.status === "connected",
    20_000,
  );
  return id;
}

async function conversations(server: TestServer, connectionId: string): Promise<string[]> {
  for (let n = 0; n < CONTACTS; n += 50) {
    const batch = Array.from({ length: 50 }, (_, i) => ({
      from: `1202556${String(n + i).padStart(4, "0")}`,
      text: "Hi",
    }));
    await postSigned(`${server.url}/hooks/whatsapp/${connectionId}`, textDelivery(...batch));
  }
  const ids: string[] = [];
  await wait(
    "conversations",
    async () => {
      const page = await server.api("GET", "/conversations?limit=200");
      ids.splice(0, ids.length, ...page.body.data.map(({ id }: { id: string }) => id));
      return ids.length === CONTACTS;
    },
    20_000,
  );
  return ids;
}

/** From the API's queue into a fake Graph server, until every message is marked sent. */
export async function outboundBench(
  engine: string,
  databaseUrl: string | undefined,
): Promise<void> {
  const graph = await startGraph();
  const server = await benchServer(databaseUrl, { graphUrl: `${graph.origin}/v25.0` });
  const ids = await conversations(server, await connect(server));
  const floor = await startFloor();
  const body = JSON.stringify({ content: { type: "text", text: "Reply" } });
  const inserted = await throughput(6000, 32, () => floor.post("/insert", body));
  const asked = await throughput(6000, 32, async () => {
    await (await fetch(`${graph.origin}/v25.0/nobody`, { method: "POST", body })).arrayBuffer();
  });
  floor.stop();

  const total = CONTACTS * PER_CONTACT;
  const startedAt = performance.now();
  const queued = await throughput(total, 32, async (n) => {
    const answer = await server.api("POST", `/conversations/${ids[n % CONTACTS]}/messages`, {
      content: { type: "text", text: `Reply ${n}` },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  });
  await wait(
    "all to be sent",
    async () => (await metric(server, 'whatscrm_outbound_messages_total{outcome="sent"}')) >= total,
    120_000,
  );
  const sent = total / ((performance.now() - startedAt) / 1000);
  report({
    name: `${engine}: messages queued through the API`,
    value: queued,
    unit: "/s",
    floor: inserted,
    floorIs: "Hono and one insert",
    better: "larger",
  });
  report({
    name: `${engine}: messages queued and sent into the fake Graph`,
    value: sent,
    unit: "/s",
    target: 1000,
    floor: asked,
    floorIs: "bare requests to the fake Graph",
    better: "larger",
  });
  await server.stop();
  graph.stop();
}
