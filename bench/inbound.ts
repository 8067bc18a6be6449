import { join } from "node:path";
import { freshServer, type TestServer } from "../test/support/server.ts";
import { META, postSigned, sign, textDelivery } from "../test/support/meta.ts";
import { percentile, report, steady, throughput, wait } from "./lib/figures.ts";

const CONTACTS = 2000;
const contactOf = (n: number): string => `1202555${String(n % CONTACTS).padStart(4, "0")}`;

async function connect(server: TestServer): Promise<string> {
  const { body } = await server.api("POST", "/whatsapp/connections", {
    name: "Bench",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  return `${server.url}/hooks/whatsapp/${body.data.id}`;
}

async function processed(server: TestServer, total: number): Promise<boolean> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const done = /^whatscrm_inbound_messages_total (\d+)/m.exec(text)?.[1];
  return Number(done ?? 0) >= total;
}

/** Signed webhooks received durably, worked into rows, and their latency; for one engine. */
export async function inboundBench(engine: string, databaseUrl: string | undefined): Promise<void> {
  const server = await freshServer(databaseUrl === undefined ? {} : { databaseUrl });
  const hook = await connect(server);
  const total = 12_000;
  const bodies = Array.from({ length: total }, (_, n) => {
    const body = textDelivery({ from: contactOf(n), text: `Message ${n}` });
    return { body, signature: sign(body) };
  });
  const post = async (url: string, n: number): Promise<void> => {
    const one = bodies[n % total];
    if (!one) return;
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-Hub-Signature-256": one.signature },
      body: one.body,
    });
    if (response.status !== 200) throw new Error(`answer ${response.status}`);
    await response.arrayBuffer();
  };
  const floor = await floorOf(total, post);
  const startedAt = performance.now();
  const received = await throughput(total, 64, (n) => post(hook, n));
  await wait("all messages to be worked out", () => processed(server, total), 60_000);
  const worked = total / ((performance.now() - startedAt) / 1000);
  const target = engine === "SQLite" ? 3000 : 1000;
  report({
    name: `${engine}: signed webhooks received durably`,
    value: received,
    unit: "/s",
    floor,
    floorIs: "Hono and one insert",
    better: "larger",
  });
  report({
    name: `${engine}: messages worked into rows and events`,
    value: worked,
    unit: "/s",
    target,
    floor,
    floorIs: "Hono and one insert",
    better: "larger",
  });

  const latencies = await steady(1000, 5, (n) => {
    const body = textDelivery({ from: contactOf(n), text: `Steady ${n}` });
    return postSigned(hook, body).then(async (response) => void (await response.arrayBuffer()));
  });
  report({
    name: `${engine}: webhook answer p99 at 1,000/s`,
    value: percentile(latencies, 99),
    unit: "ms",
    target: 50,
    better: "smaller",
  });
  await wait("the steady messages", () => processed(server, total + 5000), 60_000);
  await browserLatency(engine, server, hook);
  await server.stop();
}

async function floorOf(
  total: number,
  post: (url: string, n: number) => Promise<void>,
): Promise<number> {
  const floor = Bun.spawn([process.execPath, join(import.meta.dir, "lib/floor.ts")], {
    stdout: "pipe",
  });
  const reader = floor.stdout.getReader();
  const { value } = await reader.read();
  const port = new TextDecoder().decode(value).trim();
  const rate = await throughput(Math.min(total, 6000), 64, (n) =>
    post(`http://127.0.0.1:${port}/insert`, n),
  );
  floor.kill();
  return rate;
}

/** From the webhook leaving to the frame in a browser's socket. */
async function browserLatency(engine: string, server: TestServer, hook: string): Promise<void> {
  const sentAt = new Map<string, number>();
  const samples: number[] = [];
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/realtime`);
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data));
    const at = frame.event === "message:new" ? sentAt.get(frame.data.message.content) : undefined;
    if (at !== undefined) samples.push(performance.now() - at);
  };
  socket.send(JSON.stringify({ event: "auth", data: { token: server.token } }));
  await Bun.sleep(500);
  await steady(200, 5, async (n) => {
    const text = `Live ${n}`;
    sentAt.set(text, performance.now());
    await (await postSigned(hook, textDelivery({ from: contactOf(n), text }))).arrayBuffer();
  });
  await wait("frames", async () => samples.length >= 1000, 10_000);
  socket.close();
  report({
    name: `${engine}: webhook to browser p99 at 200/s`,
    value: percentile(samples, 99),
    unit: "ms",
    target: 100,
    better: "smaller",
  });
}
