import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { META, sign } from "../../test/support/meta.ts";
import { mutated, seeded } from "../../test/support/mutate.ts";
import { webhookDeliveries } from "../connections/tables.ts";
import { asSystem, db } from "../db/index.ts";
import { jobs } from "../jobs/tables.ts";
import { harness } from "../test/harness.ts";
import { until } from "../test/messaging.ts";
import { startInbound } from "./processor.ts";

const folder = join(import.meta.dir, "../../test/fixtures/whatsapp-cloud/webhooks");
const MUTATIONS = 10_000;
const AT_ONCE = 64;

let world: Awaited<ReturnType<typeof harness>>;
let owner: ReturnType<(typeof world)["as"]>;
let connectionId: string;
let fixtures: string[];
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await harness();
  owner = world.as("user");
  const phoneNumberId = String(Math.floor(1e14 + Math.random() * 9e14));
  const created = await owner.post("/whatsapp/connections", {
    name: "Storm",
    connectionType: "meta_api",
    metaCredentials: { ...META, phoneNumberId },
  });
  connectionId = created.body.data.id;
  fixtures = readdirSync(folder).map((file) =>
    readFileSync(join(folder, file), "utf8").replaceAll(META.phoneNumberId, phoneNumberId),
  );
  // Jobs stay where they are: nobody is there to download from.
  stop = startInbound();
});
afterAll(async () => {
  await stop();
  await asSystem(() => db().delete(jobs).where(eq(jobs.lane, connectionId)));
});

/** How often each status was answered. */
async function post(bodies: readonly (string | Buffer)[]): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const { status } = await world.app.request(
        `/hooks/whatsapp/${connectionId}`,
        { method: "POST", body, headers: { "X-Hub-Signature-256": sign(body) } },
        { ip: world.ip },
      );
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return answers;
}

const counted = async (state: "pending" | "failed"): Promise<number> =>
  asSystem(() =>
    db().$count(
      webhookDeliveries,
      and(eq(webhookDeliveries.lane, connectionId), eq(webhookDeliveries.state, state)),
    ),
  );
const errors = async (): Promise<unknown[]> =>
  asSystem(() =>
    db()
      .select({ error: webhookDeliveries.error })
      .from(webhookDeliveries)
      .where(and(eq(webhookDeliveries.lane, connectionId), eq(webhookDeliveries.state, "failed")))
      .limit(5),
  );

/** Everything a list leads to can be read back. */
async function readAll(): Promise<{ conversations: number; messages: number }> {
  const seen = { conversations: 0, messages: 0 };
  for await (const { id } of pages("/conversations")) {
    seen.conversations++;
    for await (const message of pages(`/conversations/${id}/messages`))
      if (message.id !== undefined) seen.messages++;
  }
  for await (const { id } of pages("/contacts"))
    expect((await owner.get(`/contacts/${id}`)).status).toBe(200);
  return seen;
}

async function* pages(path: string): AsyncGenerator<{ id: string }> {
  let cursor: string | null = null;
  do {
    const page = await owner.get(`${path}?limit=200${cursor === null ? "" : `&cursor=${cursor}`}`);
    expect(page.status).toBe(200);
    yield* page.body.data;
    cursor = page.body.pagination.nextCursor ?? null;
  } while (cursor !== null);
}

describe("the webhook's endpoint", () => {
  test("takes every recorded delivery", async () => {
    expect(fixtures.length).toBeGreaterThan(100);

    const answers = await post(fixtures);
    await until(async () => (await counted("pending")) === 0);

    expect([...answers]).toEqual([[200, fixtures.length]]);
    expect(await errors()).toEqual([]);
    expect((await readAll()).messages).toBeGreaterThan(40);
  }, 120_000);

  test("takes ten thousand broken ones, works all of them out and can show what they left", async () => {
    const random = seeded(20_261_122);
    const bodies = Array.from({ length: MUTATIONS }, () =>
      mutated(fixtures[Math.floor(random() * fixtures.length)] ?? "", random),
    );

    const answers = await post(bodies);
    await until(async () => (await counted("pending")) === 0, 300_000);

    expect([...answers]).toEqual([[200, MUTATIONS]]);
    expect(await errors()).toEqual([]);
    expect((await readAll()).messages).toBeGreaterThan(500);
  }, 600_000);
});
