import { join } from "node:path";
import { freshServer, type TestServer } from "../test/support/server.ts";
import { META, postSigned, textDelivery } from "../test/support/meta.ts";
import { percentile, report, steady, throughput, wait } from "./lib/figures.ts";

const CONVERSATIONS = 3000;
const WAITING = 10_000;
const contactOf = (n: number): string => `12026${String(n).padStart(6, "0")}`;

/** From the webhook over the match and a flow of three nodes to the message queued; and a wait of many that ends at once. */
export async function flowsBench(engine: string, databaseUrl: string | undefined): Promise<void> {
  const graph = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, "../test/fake-graph/main.ts"),
      "--port",
      "0",
      "--throughput",
      "HIGH",
    ],
    { stdout: "pipe", stderr: "inherit" },
  );
  const { value } = await graph.stdout.getReader().read();
  const base = (/http:\/\/\S+/.exec(new TextDecoder().decode(value))?.[0] ?? "").replace(
    /\/+$/,
    "",
  );
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
  const write = async (n: number, text: string): Promise<void> => {
    await (await postSigned(hook, textDelivery({ from: contactOf(n), text }))).arrayBuffer();
  };
  const answering = await publish(server, "go", [
    { id: "a", type: "variable", data: { name: "n", operation: "set", value: "{{message.text}}" } },
    { id: "b", type: "message", data: { parts: [{ kind: "text", text: "You said {{n}}" }] } },
  ]);
  const startedAt = performance.now();
  await throughput(CONVERSATIONS, 64, (n) => write(n, "go"));
  await wait("the flows", async () => (await ended(server, answering)) >= CONVERSATIONS, 120_000);
  report({
    name: `${engine}: conversations answered by a flow of three nodes`,
    value: CONVERSATIONS / ((performance.now() - startedAt) / 1000),
    unit: "/s",
    target: 800,
    better: "larger",
  });
  await latency(engine, server, answering, write);
  await waking(engine, server, write);
  await server.stop();
  graph.kill();
}

async function publish(
  server: TestServer,
  keyword: string,
  nodes: { id: string; type: string; data: object }[],
): Promise<string> {
  const triggers = [{ kind: "keyword", words: [keyword] }];
  const all = [{ id: "start", type: "start", data: { triggers } }, ...nodes];
  const flowData = {
    nodes: all.map((node) => ({ ...node, position: { x: 0, y: 0 } })),
    edges: nodes.map(({ id }, i) => ({ id: `e${i}`, source: all[i]?.id, target: id })),
  };
  const flow = await server.api("POST", "/flows", { name: keyword, flowData });
  const { id } = flow.body.data;
  const answer = await server.api("POST", `/flows/${id}/publish`, { revision: 1 });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return id;
}

async function ended(server: TestServer, flowId: string): Promise<number> {
  const { body } = await server.api("GET", `/flows/${flowId}/analytics`);
  return body.data.runs.completed ?? 0;
}

/** From the contact's message to the bot's, as the rows tell. */
async function latency(
  engine: string,
  server: TestServer,
  flowId: string,
  write: (n: number, text: string) => Promise<void>,
): Promise<void> {
  const before = await ended(server, flowId);
  await steady(100, 5, (n) => write(CONVERSATIONS + n, "go"));
  await wait("the steady flows", async () => (await ended(server, flowId)) >= before + 500, 60_000);
  const page = await server.api("GET", "/conversations?limit=200");
  const samples: number[] = [];
  for (const { id } of page.body.data) {
    const thread = (await server.api("GET", `/conversations/${id}/messages?limit=10`)).body.data;
    const at = (direction: string): number =>
      Date.parse(
        thread.find((one: { direction: string }) => one.direction === direction)?.createdAt,
      );
    const took = at("outbound") - at("inbound");
    if (!Number.isNaN(took)) samples.push(took);
  }
  report({
    name: `${engine}: contact's message to bot's message p99 at 100/s`,
    value: percentile(samples, 99),
    unit: "ms",
    target: 50,
    better: "smaller",
  });
}

/** Many runs whose wait ends at the same moment. */
async function waking(
  engine: string,
  server: TestServer,
  write: (n: number, text: string) => Promise<void>,
): Promise<void> {
  const waitSeconds = 45;
  const flowId = await publish(server, "sleep", [
    { id: "w", type: "delay", data: { minutes: waitSeconds / 60 } },
    { id: "a", type: "variable", data: { name: "n", operation: "set", value: "awake" } },
  ]);
  await throughput(WAITING, 64, (n) => write(20_000 + n, "sleep"));
  await wait("all to wait", async () => (await ended(server, flowId)) >= 1, 180_000);
  const first = performance.now();
  await wait("all to wake", async () => (await ended(server, flowId)) >= WAITING, 180_000);
  report({
    name: `${engine}: 10,000 waiting runs gone on, after the first`,
    value: (performance.now() - first) / 1000,
    unit: "s",
    target: 2,
    better: "smaller",
  });
}
