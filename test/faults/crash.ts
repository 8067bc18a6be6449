/** Kills the server with -9 under load, again and again, and proves that nothing acknowledged is lost and nothing is sent twice. `--kills N`, `--postgres`. */
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { z } from "zod";
import { startPostgres } from "../../scripts/postgres.ts";
import { META, newWamid, postSigned, textDelivery } from "../support/meta.ts";
import { install, start, type TestServer } from "../support/server.ts";

const argument = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const KILLS = Number(argument("--kills", "200"));
const CONTACTS = 40;
/** Long enough for replies on connections that Postgres has just opened: their first statements are slow. */
const LIFE_MS = process.argv.includes("--postgres") ? 1000 : 250;

const postgres = process.argv.includes("--postgres") ? await startPostgres() : undefined;
const databaseUrl = await postgres?.createDatabase("crash");
const graph = Bun.spawn(
  [process.execPath, join(import.meta.dir, "../fake-graph/main.ts"), "--port", "0"],
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
await fetch(`${graphBase}/__control/webhook`, {
  method: "POST",
  body: JSON.stringify({
    url: `${server.url}${hookPath}`,
    appSecret: META.appSecret,
    phoneNumberId: META.phoneNumberId,
    accountId: META.businessAccountId,
  }),
});

/** What somebody was told is safe. */
const acknowledged = new Set<string>();
const queued = new Map<string, string>();
let sequence = 0;

async function contactWrites(): Promise<void> {
  const id = newWamid();
  const from = `1202557${String(sequence++ % CONTACTS).padStart(4, "0")}`;
  const response = await postSigned(
    `${server.url}${hookPath}`,
    textDelivery({ from, text: `In ${id}`, id }),
  ).catch(() => undefined);
  if (response?.status === 200) acknowledged.add(id);
}

async function agentReplies(conversationId: string): Promise<void> {
  const text = `Out ${crypto.randomUUID()}`;
  const key = crypto.randomUUID();
  // A client that hears nothing tries again with the same key: that must not make two.
  for (let attempt = 0; attempt < 3; attempt++) {
    const answer = await server
      .api(
        "POST",
        `/conversations/${conversationId}/messages`,
        { content: { type: "text", text } },
        { "Idempotency-Key": key },
      )
      .catch(() => undefined);
    if (answer?.status === 201) {
      queued.set(answer.body.data.id, text);
      return;
    }
    await Bun.sleep(100);
  }
}

const conversationIds = async (): Promise<string[]> =>
  (await server.api("GET", "/conversations?limit=200")).body.data.map(
    ({ id }: { id: string }) => id,
  );

for (let n = 0; n < CONTACTS; n++) await contactWrites();
await Bun.sleep(500);

for (let kill = 1; kill <= KILLS; kill++) {
  const ids = await conversationIds();
  let going = true;
  const load = Array.from({ length: 6 }, async (_, lane) => {
    while (going) {
      const id = ids[Math.floor(Math.random() * ids.length)];
      if (lane % 2 === 0 || id === undefined) await contactWrites();
      else await agentReplies(id);
    }
  });
  await Bun.sleep(20 + Math.random() * LIFE_MS);
  await server.kill();
  going = false;
  const restarted = start(place);
  server = await restarted;
  await Promise.all(load);
  if (kill % 20 === 0)
    console.log(`${kill} kills, ${acknowledged.size} acknowledged in, ${queued.size} queued out`);
}

await settle();
const failures = await verify();
await server.stop();
if (!postgres) failures.push(...damage());
for (const failure of failures.slice(0, 20)) console.log(failure);
console.log(
  `${KILLS} kills -9, ${acknowledged.size} inbound acknowledged, ${queued.size} outbound acknowledged, ${failures.length} violations`,
);
graph.kill();
await postgres?.stop();
console.log(failures.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
process.exit(failures.length === 0 ? 0 : 1);

/** Until nothing is pending any more. */
async function settle(): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const waiting = /^whatscrm_deliveries_pending (\d+)/m.exec(text)?.[1];
    const jobs = [
      ...text.matchAll(/^whatscrm_jobs\{[^}]*kind="message\.send"[^}]*\} (\d+)/gm),
    ].reduce((sum, [, n]) => sum + Number(n), 0);
    if (waiting === "0" && jobs === 0) return;
    await Bun.sleep(500);
  }
  console.log("not settled after five minutes; checking all the same");
}

/** What SQLite finds wrong with its own file. */
function damage(): string[] {
  const file = new Database(join(place.dataDir, "whatscrm.sqlite"), { readonly: true });
  const found = ["integrity_check", "foreign_key_check"].flatMap((check) =>
    file.query(`pragma ${check}`).values().flat(),
  );
  file.close();
  return found.filter((line) => line !== "ok").map((line) => `database: ${String(line)}`);
}

async function verify(): Promise<string[]> {
  const problems: string[] = [];
  const stored = new Map<string, number>();
  const outbound = new Map<string, { status: string; error: unknown }>();
  for (const conversationId of await conversationIds()) {
    let cursor: string | null = null;
    do {
      const page = await server.api(
        "GET",
        `/conversations/${conversationId}/messages?limit=200${cursor ? `&cursor=${cursor}` : ""}`,
      );
      for (const message of page.body.data) {
        if (message.direction === "inbound")
          stored.set(message.whatsAppMessageId, (stored.get(message.whatsAppMessageId) ?? 0) + 1);
        else outbound.set(message.id, message);
      }
      cursor = page.body.pagination.nextCursor;
    } while (cursor);
  }
  for (const id of acknowledged)
    if (stored.get(id) !== 1) problems.push(`inbound ${id} stored ${stored.get(id) ?? 0} times`);
  const sends = z
    .record(z.string(), z.number())
    .parse(await (await fetch(`${graphBase}/__control/counts`)).json());
  for (const [id, times] of Object.entries(sends))
    if (times > 1) problems.push(`outbound ${id} sent ${times} times`);
  for (const id of queued.keys()) {
    const message = outbound.get(id);
    if (!message) problems.push(`outbound ${id} acknowledged but gone`);
    else if (message.status === "queued") problems.push(`outbound ${id} never left`);
    else if (message.status === "sending" && !message.error)
      problems.push(`outbound ${id} hangs in sending and is not shown as unknown`);
  }
  return problems;
}
