import { Database } from "bun:sqlite";
import { join } from "node:path";
import { install, start } from "../test/support/server.ts";
import { percentile, report } from "./lib/figures.ts";

const CONVERSATIONS = 100_000;
const MESSAGES_EACH = 10;
const PAGES = 400;

/** Any page of the conversation list and of a thread, with 100,000 conversations and a million messages. */
export async function listsBench(engine: string, databaseUrl: string | undefined): Promise<void> {
  if (databaseUrl !== undefined) throw new Error("seeding is written for SQLite");
  const place = await install();
  const first = await start(place);
  await first.api("POST", "/whatsapp/connections", { name: "Bench", connectionType: "sandbox" });
  await first.stop();
  seed(join(place.dataDir, "whatscrm.sqlite"));
  const server = await start(place);

  const samples: number[] = [];
  let cursor: string | null = null;
  let someId = "";
  for (let n = 0; n < PAGES; n++) {
    const path = `/conversations?limit=50${cursor === null ? "" : `&cursor=${cursor}`}`;
    const at = performance.now();
    const page = await server.api("GET", path);
    samples.push(performance.now() - at);
    if (page.status !== 200 || page.body.data.length !== 50)
      throw new Error(`page ${n}: ${JSON.stringify(page.body).slice(0, 300)}`);
    someId = page.body.data[0].id;
    // Every tenth jump lands deep in the list.
    cursor = n % 10 === 9 ? cursorAt(Math.random()) : page.body.pagination.nextCursor;
  }
  const floorSamples: number[] = [];
  for (let n = 0; n < PAGES; n++) {
    const at = performance.now();
    await (await fetch(`${server.url}/healthz`)).text();
    floorSamples.push(performance.now() - at);
  }
  report({
    name: `${engine}: conversation list page p99`,
    value: percentile(samples, 99),
    unit: "ms",
    target: 20,
    floor: percentile(floorSamples, 99),
    floorIs: "an empty request",
    better: "smaller",
  });
  const thread: number[] = [];
  for (let n = 0; n < 200; n++) {
    const at = performance.now();
    await server.api("GET", `/conversations/${someId}/messages?limit=50`);
    thread.push(performance.now() - at);
  }
  report({
    name: `${engine}: thread page p99`,
    value: percentile(thread, 99),
    unit: "ms",
    target: 20,
    floor: percentile(floorSamples, 99),
    floorIs: "an empty request",
    better: "smaller",
  });
  await server.stop();
}

const BASE = Date.now() - 1e9;
const cursorAt = (part: number): string =>
  Buffer.from(
    `${Math.floor(BASE + part * CONVERSATIONS * 1000)}:ffffffff-ffff-7fff-bfff-ffffffffffff`,
  ).toString("base64url");

function seed(path: string): void {
  const database = new Database(path);
  database.run("pragma synchronous = off");
  const [tenantId, connectionId] = database
    .query<{ t: string; c: string }, []>("select tenant_id as t, id as c from whatsapp_connections")
    .all()
    .map(({ t, c }) => [t, c] as const)[0] ?? ["", ""];
  const idOf = (prefix: string, column: string): string =>
    `printf('${prefix}-0000-7000-8000-%012x', ${column})`;
  const numbers = (n: number): string =>
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${n})`;
  database.run("begin");
  database.run(
    `insert into contacts (tenant_id, id, phone_number, name, custom_fields, tags, created_at, updated_at) ${numbers(CONVERSATIONS)}
     select ?1, ${idOf("c0000000", "i")}, '+1' || (2000000000 + i), 'Contact ' || i, '{}', '[]', ?2, ?2 from n`,
    [tenantId, BASE],
  );
  database.run(
    `insert into conversations (tenant_id, id, contact_id, whatsapp_connection_id, status, tags, unread_count, last_message_id, last_message_at, created_at, updated_at)
     ${numbers(CONVERSATIONS)} select ?1, ${idOf("d0000000", "i")}, ${idOf("c0000000", "i")}, ?3,
     case i % 4 when 0 then 'resolved' else 'open' end, '[]', i % 3, ${idOf("e0000000", `i * ${MESSAGES_EACH}`)}, ?2 + i * 1000, ?2, ?2 from n`,
    [tenantId, BASE, connectionId],
  );
  database.run(
    `insert into messages (tenant_id, id, conversation_id, connection_id, whatsapp_message_id, direction, type, content, metadata, is_placeholder, source, attempts, sent_at, created_at)
     ${numbers(CONVERSATIONS * MESSAGES_EACH)} select ?1, ${idOf("e0000000", "i")}, ${idOf("d0000000", `(i + ${MESSAGES_EACH - 1}) / ${MESSAGES_EACH}`)}, ?3,
     'wamid.' || i, 'inbound', 'text', 'Message number ' || i, '{}', 0, 'live', 0, ?2 + i * 100, ?2 from n`,
    [tenantId, BASE, connectionId],
  );
  database.run("commit");
  database.run("analyze");
  database.close();
}
