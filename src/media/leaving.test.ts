import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { config } from "../config.ts";
import { asSystem, db } from "../db/index.ts";
import { jobs } from "../jobs/tables.ts";
import { until } from "../test/messaging.ts";
import { simulated } from "../test/simulated.ts";
import { forgetMedia, saveMedia, sweep, SWEEP_JOB } from "./service.ts";

let sim: Awaited<ReturnType<typeof simulated>>;
beforeAll(async () => {
  sim = await simulated();
});
afterAll(() => sim.world.stop());

const aFile = () =>
  sim.world.tenant.within(() =>
    saveMedia({ bytes: Buffer.from(crypto.randomUUID()), fileName: "note.txt" }),
  );
const sendFile = (conversation: { id: string }, mediaId: string) =>
  sim.send(conversation, { type: "document", mediaId });
const isThere = async (id: string): Promise<boolean> =>
  (await sim.world.owner.get(`/media/${id}`)).status === 200;
const pathOf = (key: string): string =>
  join(config().dataDir, "media", sim.world.tenant.id, key.slice(0, 2), key);
const sweepsOf = (key: string) =>
  asSystem(async () =>
    (
      await db()
        .select()
        .from(jobs)
        .where(and(eq(jobs.kind, SWEEP_JOB), eq(jobs.ownerId, sim.world.tenant.id)))
    ).filter(({ payload }) => payload["key"] === key),
  );

/** What the waiting job does once the bytes have lain long enough. */
async function sweepLater(key: string): Promise<void> {
  utimesSync(pathOf(key), new Date(0), new Date(0));
  await sim.world.tenant.within(() => sweep(key));
}

describe("a deleted contact", () => {
  test("takes the files of its messages along, but none that another conversation shows", async () => {
    const [one, other] = [await sim.aTalk(), await sim.aTalk()];
    const [own, shared, unsent] = [await aFile(), await aFile(), await aFile()];
    await sendFile(one.conversation, own.id);
    await sendFile(one.conversation, shared.id);
    await sendFile(other.conversation, shared.id);

    const deleted = await sim.world.owner.delete(`/contacts/${one.conversation.contactId}`);

    expect(deleted.status).toBe(200);
    await until(async () => !(await isThere(own.id)));
    expect(await sweepsOf(own.storageKey)).toHaveLength(1);
    await sweepLater(own.storageKey);
    expect(existsSync(pathOf(own.storageKey))).toBeFalse();
    expect([await isThere(shared.id), await isThere(unsent.id)]).toEqual([true, true]);
  });

  test("leaves nothing to do when the work is done again", async () => {
    const file = await aFile();
    const sent = await sim.aTalk();
    const kept = await aFile();
    await sendFile(sent.conversation, kept.id);

    for (let i = 0; i < 2; i++)
      await sim.world.tenant.within(() => forgetMedia([file.id, kept.id]));

    expect([await isThere(file.id), await isThere(kept.id)]).toEqual([false, true]);
    expect(await sweepsOf(file.storageKey)).toHaveLength(1);
  });

  test("keeps bytes that an equal file still needs", async () => {
    const talk = await sim.aTalk();
    const bytes = Buffer.from(crypto.randomUUID());
    const [one, twin] = await sim.world.tenant.within(async () => [
      await saveMedia({ bytes }),
      await saveMedia({ bytes }),
    ]);
    await sendFile(talk.conversation, one.id);

    await sim.world.owner.delete(`/contacts/${talk.conversation.contactId}`);
    await until(async () => !(await isThere(one.id)));
    await sweepLater(one.storageKey);

    expect(await isThere(twin.id)).toBeTrue();
  });
});

describe("a deleted connection", () => {
  test("takes the files of its conversations along", async () => {
    const line = await simulated();
    const { conversation } = await line.aTalk();
    const file = await line.world.tenant.within(() =>
      saveMedia({ bytes: Buffer.from(crypto.randomUUID()) }),
    );
    await line.send(conversation, { type: "document", mediaId: file.id });

    const id = conversation.whatsAppConnectionId;
    expect((await line.world.owner.delete(`/whatsapp/connections/${id}`)).status).toBe(200);

    await until(async () => (await line.world.owner.get(`/media/${file.id}`)).status === 404);
    await line.world.stop();
  });
});
