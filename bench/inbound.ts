import { META, sign, textDelivery } from "../test/support/meta.ts";
import type { TestServer } from "../test/support/server.ts";
import { percentile, report, steady, throughput, wait } from "./lib/figures.ts";
import { type Floor, startFloor } from "./lib/floor-process.ts";
import { metric } from "./lib/metric.ts";
import { benchServer } from "./lib/server.ts";
import { watch } from "./lib/watch.ts";

const CONTACTS = 2000;
const WARM_UP = 5000;
const TOTAL = 20_000;
const INSERT = "Hono and one insert";

interface Post {
  body: string;
  signature: string;
}

async function connect(server: TestServer): Promise<string> {
  const { body } = await server.api("POST", "/whatsapp/connections", {
    name: "Bench",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  return `${server.url}/hooks/whatsapp/${body.data.id}`;
}

function deliveries(count: number, text: string): Post[] {
  return Array.from({ length: count }, (_, n) => {
    const from = `1202555${String(n % CONTACTS).padStart(4, "0")}`;
    const body = textDelivery({ from, text: `${text} ${n}` });
    return { body, signature: sign(body) };
  });
}

async function post(url: string, one: Post | undefined): Promise<void> {
  if (!one) return;
  const headers = { "X-Hub-Signature-256": one.signature };
  const response = await fetch(url, { method: "POST", headers, body: one.body });
  if (response.status !== 200) throw new Error(`answer ${response.status}`);
  await response.arrayBuffer();
}

const stored = (server: TestServer): Promise<number> =>
  metric(server, "whatscrm_inbound_messages_total");

/** Posts all as fast as they are taken; how many a second were received, and worked into rows. */
async function pour(
  server: TestServer,
  hook: string,
  list: Post[],
): Promise<{ received: number; worked: number }> {
  const before = await stored(server);
  const startedAt = performance.now();
  const received = await throughput(list.length, 64, (n) => post(hook, list[n]));
  await wait(
    "all messages to be worked out",
    async () => (await stored(server)) >= before + list.length,
    120_000,
  );
  return { received, worked: list.length / ((performance.now() - startedAt) / 1000) };
}

/** Signed webhooks received durably, worked into rows and events, and their latency; for one engine. */
export async function inboundBench(engine: string, databaseUrl: string | undefined): Promise<void> {
  const server = await benchServer(databaseUrl);
  const floor = await startFloor();
  const hook = await connect(server);
  await pour(server, hook, deliveries(WARM_UP, "Warm up"));
  await rates(engine, server, hook, floor);
  await answers(engine, server, hook, floor);
  await browserLatency(engine, server, hook, floor);
  floor.stop();
  await server.stop();
}

async function rates(
  engine: string,
  server: TestServer,
  hook: string,
  floor: Floor,
): Promise<void> {
  const bare = async (path: "/plain" | "/insert"): Promise<number> =>
    throughput(6000, 64, () => floor.post(path, deliveries(1, "x")[0]?.body ?? ""));
  await bare("/insert");
  const plain = await bare("/plain");
  const before = await bare("/insert");
  const { received, worked } = await pour(server, hook, deliveries(TOTAL, "Message"));
  const inserted = (before + (await bare("/insert"))) / 2;
  const target = engine === "SQLite" ? 3000 : 1000;
  const common = { unit: "/s", better: "larger" } as const;
  report({ ...common, name: `${engine}: floor, plain Hono`, value: plain });
  report({
    ...common,
    name: `${engine}: signed webhooks received durably`,
    value: received,
    floor: inserted,
    floorIs: INSERT,
  });
  report({
    ...common,
    name: `${engine}: messages worked into rows and events`,
    value: worked,
    target,
    floor: inserted,
    floorIs: INSERT,
  });
  const browser = await watch(server);
  const watched = await pour(server, hook, deliveries(TOTAL / 2, "Watched"));
  await wait("all frames", async () => browser.frames() >= TOTAL / 2, 60_000);
  browser.close();
  report({
    ...common,
    name: `${engine}: the same with a browser that is told each`,
    value: watched.worked,
    floor: inserted,
    floorIs: INSERT,
  });
}

async function answers(
  engine: string,
  server: TestServer,
  hook: string,
  floor: Floor,
): Promise<void> {
  const list = deliveries(5000, "Steady");
  const before = await stored(server);
  const bare = await steady(1000, 3, (n) => floor.post("/insert", list[n]?.body ?? ""));
  const latencies = await steady(1000, 5, (n) => post(hook, list[n]));
  report({
    name: `${engine}: webhook answer p99 at 1,000/s`,
    value: percentile(latencies, 99),
    unit: "ms",
    target: 50,
    floor: percentile(bare, 99),
    floorIs: INSERT,
    better: "smaller",
  });
  const all = async (): Promise<boolean> => (await stored(server)) >= before + 5000;
  await wait("the steady messages", all, 60_000);
}

/** From the webhook leaving to the frame in a browser's socket. */
async function browserLatency(
  engine: string,
  server: TestServer,
  hook: string,
  floor: Floor,
): Promise<void> {
  const list = deliveries(1000, "Live");
  const sentAt = new Map<string, number>();
  const samples: number[] = [];
  const browser = await watch(server, (content) => {
    const at = sentAt.get(content);
    if (at !== undefined) samples.push(performance.now() - at);
  });
  const bare = await steady(200, 3, (n) => floor.post("/insert", list[n]?.body ?? ""));
  await steady(200, 5, async (n) => {
    sentAt.set(`Live ${n}`, performance.now());
    await post(hook, list[n]);
  });
  await wait("frames", async () => samples.length >= 1000, 10_000);
  browser.close();
  report({
    name: `${engine}: webhook to browser p99 at 200/s`,
    value: percentile(samples, 99),
    unit: "ms",
    target: 100,
    floor: percentile(bare, 99),
    floorIs: INSERT,
    better: "smaller",
  });
}
