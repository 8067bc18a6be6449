import { join } from "node:path";
import { freshServer } from "../test/support/server.ts";
import { META, postSigned, textDelivery } from "../test/support/meta.ts";
import { report, throughput, wait } from "./lib/figures.ts";

const CONTACTS = 200;
const PER_CONTACT = 20;

/** From the API's queue into a fake Graph server, until every message is marked sent. */
export async function outboundBench(
  engine: string,
  databaseUrl: string | undefined,
): Promise<void> {
  const graph = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, "../test/fake-graph/main.ts"),
      "--port",
      "0",
      "--record",
      "counts",
    ],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const { value } = await graph.stdout.getReader().read();
  const graphUrl = /http:\/\/\S+/.exec(new TextDecoder().decode(value))?.[0];
  if (!graphUrl) throw new Error("the fake Graph server did not say where it listens");
  const base = graphUrl.replace(/\/+$/, "");
  const server = await freshServer({
    graphUrl: `${base}/v25.0`,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  const { body } = await server.api("POST", "/whatsapp/connections", {
    name: "Bench",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  const hook = `${server.url}/hooks/whatsapp/${body.data.id}`;
  for (let n = 0; n < CONTACTS; n += 50) {
    const batch = Array.from({ length: 50 }, (_, i) => ({
      from: `1202556${String(n + i).padStart(4, "0")}`,
      text: "Hi",
    }));
    await postSigned(hook, textDelivery(...batch));
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
    async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return (
        Number(/^whatscrm_outbound_messages_total\{outcome="sent"\} (\d+)/m.exec(text)?.[1] ?? 0) >=
        total
      );
    },
    120_000,
  );
  const sent = total / ((performance.now() - startedAt) / 1000);
  report({
    name: `${engine}: messages queued through the API`,
    value: queued,
    unit: "/s",
    better: "larger",
  });
  report({
    name: `${engine}: messages sent into the fake Graph`,
    value: sent,
    unit: "/s",
    target: 1000,
    better: "larger",
  });
  await server.stop();
  graph.kill();
}
