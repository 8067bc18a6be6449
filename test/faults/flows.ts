/** Kills the server with -9 in the middle of many running flows and proves that each contact got each message exactly once. `--kills N`, `--contacts N`, `--postgres`. */
import { join } from "node:path";
import { z } from "zod";
import { startPostgres } from "../../scripts/postgres.ts";
import { META, newWamid, postSigned, textDelivery } from "../support/meta.ts";
import { install, start, type TestServer } from "../support/server.ts";

const argument = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const KILLS = Number(argument("--kills", "12"));
const CONTACTS = Number(argument("--contacts", "1000"));
/** What every contact must have got in the end. */
const EXPECTED = ["One", "Two", "Three?", "Four: fine", "Five"];

const postgres = process.argv.includes("--postgres") ? await startPostgres() : undefined;
const databaseUrl = await postgres?.createDatabase("crash_flows");
const graph = Bun.spawn(
  [
    process.execPath,
    join(import.meta.dir, "../fake-graph/main.ts"),
    "--port",
    "0",
    "--throughput",
    "HIGH",
  ],
  { stdout: "pipe", stderr: "inherit" },
);
const { value } = await graph.stdout.getReader().read();
const graphBase = (/http:\/\/\S+/.exec(new TextDecoder().decode(value))?.[0] ?? "").replace(
  /\/+$/,
  "",
);
const options = { graphUrl: `${graphBase}/v25.0`, ...(databaseUrl ? { databaseUrl } : {}) };
const place = { ...options, ...(await install(options)) };

let server: TestServer = await start(place);
const created = await server.api("POST", "/whatsapp/connections", {
  name: "Crash",
  connectionType: "meta_api",
  metaCredentials: META,
});
const hookPath = `/hooks/whatsapp/${created.body.data.id}`;
await publishFlow();

const contacts = Array.from({ length: CONTACTS }, (_, n) => `1202557${String(n).padStart(4, "0")}`);

const started = Promise.all(lanes(8, contacts, (from) => write(from, "go")));
for (let kill = 1; kill <= KILLS; kill++) {
  await Bun.sleep(200 + Math.random() * 900);
  await server.kill();
  server = await start(place);
}
await started;
await until("every flow to ask", async () => (await count("waiting")) === CONTACTS);
const answered = Promise.all(lanes(8, contacts, (from) => write(from, "fine")));
for (let kill = 1; kill <= KILLS; kill++) {
  await Bun.sleep(200 + Math.random() * 900);
  await server.kill();
  server = await start(place);
}
await answered;
await until("every flow to end", async () => (await count("completed")) === CONTACTS);
await until("everything to be sent", async () => (await sendsWaiting()) === 0);

const failures = await verify();
for (const failure of failures.slice(0, 20)) console.log(failure);
console.log(`${2 * KILLS} kills -9 in ${CONTACTS} running flows, ${failures.length} violations`);
await server.stop();
graph.kill();
await postgres?.stop();
console.log(failures.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
process.exit(failures.length === 0 ? 0 : 1);

async function publishFlow(): Promise<void> {
  const text = (id: string, said: string) => ({
    id,
    type: "message",
    data: { parts: [{ kind: "text", text: said }] },
  });
  const nodes = [
    { id: "start", type: "start", data: { triggers: [{ kind: "keyword", words: ["go"] }] } },
    text("one", "One"),
    { id: "wait", type: "delay", data: { minutes: 0.02 } },
    text("two", "Two"),
    { id: "ask", type: "capture", data: { question: "Three?", saveTo: "reply" } },
    text("four", "Four: {{reply}}"),
    { id: "count", type: "variable", data: { name: "n", operation: "add", value: "1" } },
    text("five", "Five"),
  ];
  const path = ["start", "one", "wait", "two", "ask", "four", "count", "five"];
  const flowData = {
    nodes: nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })),
    edges: path.slice(1).map((target, i) => ({ id: `e${i}`, source: path[i], target })),
  };
  const flow = await server.api("POST", "/flows", { name: "Crash", flowData });
  const answer = await server.api("POST", `/flows/${flow.body.data.id}/publish`, { revision: 1 });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** As Meta does: again until it is taken, always under the same id. */
async function write(from: string, text: string): Promise<void> {
  const body = textDelivery({ from, text, id: newWamid() });
  for (;;) {
    const response = await postSigned(`${server.url}${hookPath}`, body).catch(() => undefined);
    if (response?.status === 200) return;
    await Bun.sleep(50);
  }
}

function lanes<T>(n: number, list: T[], work: (one: T) => Promise<void>): Promise<void>[] {
  const queue = [...list];
  return Array.from({ length: n }, async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
  });
}

async function flowId(): Promise<string> {
  return (await server.api("GET", "/flows")).body.data[0].id;
}

async function count(status: string): Promise<number> {
  const { body } = await server.api("GET", `/flows/${await flowId()}/analytics`);
  return z.record(z.string(), z.number()).parse(body.data.runs)[status] ?? 0;
}

async function sendsWaiting(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return [...text.matchAll(/^whatscrm_jobs\{[^}]*kind="message\.send"[^}]*\} (\d+)/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`waited five minutes for ${what}`);
    await Bun.sleep(500);
  }
}

async function verify(): Promise<string[]> {
  const problems: string[] = [];
  const sends = z
    .record(z.string(), z.number())
    .parse(await (await fetch(`${graphBase}/__control/counts`)).json());
  for (const [id, times] of Object.entries(sends))
    if (times > 1) problems.push(`${id} sent ${times} times`);
  let seen = 0;
  let unknown = 0;
  let cursor: string | null = null;
  do {
    const page = await server.api(
      "GET",
      `/conversations?limit=200${cursor ? `&cursor=${cursor}` : ""}`,
    );
    for (const { id } of page.body.data) {
      seen++;
      const thread = (await server.api("GET", `/conversations/${id}/messages?limit=200`)).body.data;
      const out = thread.filter(({ direction }: { direction: string }) => direction === "outbound");
      const said = out.map(({ content }: { content: string }) => content).toSorted();
      if (said.join() !== EXPECTED.toSorted().join()) problems.push(`${id} got ${said.join(", ")}`);
      for (const message of out) {
        // A crash while a request is under way: nobody knows, so it is shown and not sent again.
        if (message.error?.code === "OUTCOME_UNKNOWN") unknown++;
        else if (sends[message.id] !== 1)
          problems.push(`${message.id} is ${message.status}, sent ${sends[message.id] ?? 0} times`);
      }
    }
    cursor = page.body.pagination.nextCursor;
  } while (cursor);
  if (seen !== CONTACTS) problems.push(`${seen} conversations instead of ${CONTACTS}`);
  console.log(
    `${Object.keys(sends).length} messages sent, ${unknown} of unknown outcome after a kill`,
  );
  return problems;
}
