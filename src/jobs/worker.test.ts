import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Cron } from "croner";
import { eq } from "drizzle-orm";
import { asTenant, db, isPg } from "../db/index.ts";
import { clock, moveClock } from "../lib/clock.ts";
import { harness } from "../test/harness.ts";
import { add, aKind, claim, gone, jobsOf, workers } from "../test/job-queue.ts";
import { until } from "../test/messaging.ts";
import { countMatching, type Job } from "./queries.ts";
import { defineSchedule, reapJobs, slotOf, startJobs } from "./runtime.ts";
import { scheduleRuns } from "./tables.ts";
import { startWorker } from "./worker.ts";

let world: Awaited<ReturnType<typeof harness>>;
const { work, stops, stopAll } = workers();
beforeAll(async () => {
  world = await harness();
});
afterEach(async () => {
  moveClock(0);
  await stopAll();
});

describe("leases", () => {
  test("what a dead worker held goes to another; the dead one's word no longer counts", async () => {
    const kind = aKind();
    const ran: string[] = [];
    await add(kind, {});
    const [held] = await claim(kind, "dead worker");

    work({ kind, run: async ({ id }) => void ran.push(id) });
    await Bun.sleep(50);
    const early = ran.length;
    await reapJobs(clock.now());
    const stillHeld = (await jobsOf(kind, "running")).length;
    moveClock(61_000);
    await reapJobs(clock.now());
    await until(() => gone(kind));

    expect([early, stillHeld]).toEqual([0, 1]);
    expect(ran).toEqual([held?.id ?? ""]);
  });

  test("a job that was lost before waits a while, so that it cannot kill worker after worker", async () => {
    const kind = aKind();
    await add(kind, {});

    await claim(kind, "first");
    moveClock(61_000);
    await reapJobs(clock.now());
    const [again] = await claim(kind, "second");
    moveClock(122_000);
    await reapJobs(clock.now());

    expect(again?.attempts).toBe(2);
    expect(await claim(kind, "third")).toEqual([]);
    const [waiting] = await jobsOf(kind);
    expect(Number(waiting?.runAt) - clock.ms()).toBeWithin(3000, 4001);
    expect(waiting?.lastError).toBe("the worker was lost");
  });

  test("a long job keeps its lease and runs once", async () => {
    const kind = aKind();
    let runs = 0;
    await add(kind, {});
    const slow = {
      kind,
      leaseMs: 1500,
      run: async () => {
        runs++;
        await Bun.sleep(2400);
      },
    };
    work(slow);
    work(slow);

    for (let n = 0; n < 10; n++) {
      await Bun.sleep(250);
      await reapJobs(clock.now());
    }
    await until(() => gone(kind));

    expect(runs).toBe(1);
  });

  test("a job whose lease was lost for a moment is not run twice by the same worker", async () => {
    const kind = aKind();
    let runs = 0;
    const gate = Promise.withResolvers<void>();
    await add(kind, {});
    work({
      kind,
      run: async () => {
        runs++;
        await gate.promise;
      },
    });
    await until(async () => runs === 1);

    moveClock(61_000);
    await reapJobs(clock.now());
    await until(async () => (await jobsOf(kind, "running")).length === 1);
    await Bun.sleep(100);
    gate.resolve();
    await until(() => gone(kind));

    expect(runs).toBe(1);
  });

  test("of two workers with 2,000 jobs each job is run by one", async () => {
    const kind = aKind();
    const ran = new Map<string, number>();
    await add(kind, ...Array.from({ length: 2000 }, () => ({})));
    const count = async ({ id }: Job) => void ran.set(id, (ran.get(id) ?? 0) + 1);

    work({ kind, concurrency: 20, run: count });
    work({
      kind,
      concurrency: 60,
      runBatch: async (batch) => {
        for (const job of batch) await count(job);
        await Bun.sleep(1);
        return new Map(batch.map(({ id }) => [id, { done: true }]));
      },
    });
    await until(() => gone(kind));

    expect(ran.size).toBe(2000);
    expect(Math.max(...ran.values())).toBe(1);
  });
});

describe("batches", () => {
  test("each job goes where its verdict says", async () => {
    const kind = aKind();
    await add(kind, ...Array.from({ length: 5 }, () => ({ maxAttempts: 2 })));
    const later = new Date(clock.ms() + 3_600_000);
    let batches = 0;
    work({
      kind,
      concurrency: 40,
      runBatch: async (batch) => {
        batches++;
        const [done, retry, postpone, dead] = batch.toSorted(
          (a, b) => Number(a.payload["n"]) - Number(b.payload["n"]),
        );
        return new Map([
          [done?.id ?? "", { done: true as const }],
          [retry?.id ?? "", { retryAt: later, error: "busy" }],
          [postpone?.id ?? "", { postponeTo: later }],
          [dead?.id ?? "", { dead: "hopeless" }],
        ]);
      },
    });
    await until(async () => (await jobsOf(kind)).length === 3 && batches > 0);

    const told = [...(await jobsOf(kind)), ...(await jobsOf(kind, "dead"))]
      .map((job) => [job.payload["n"], job.state, job.attempts, job.lastError, job.runAt >= later])
      .toSorted((a, b) => Number(a[0]) - Number(b[0]));
    expect(told).toEqual([
      [1, "ready", 1, "busy", true],
      [2, "ready", 0, null, true],
      [3, "dead", 1, "hopeless", false],
      [4, "ready", 1, "no verdict", false],
    ]);
  });

  test("one that throws is tried again and dies like any other", async () => {
    const kind = aKind();
    await add(kind, { maxAttempts: 2 }, { maxAttempts: 2 });
    work({ kind, runBatch: () => Promise.reject(new Error("all broken")) });

    await until(async () => (await jobsOf(kind)).length === 2);
    moveClock(10_000);
    await until(async () => (await jobsOf(kind, "dead")).length === 2);

    expect((await jobsOf(kind, "dead"))[0]?.lastError).toBe("Error: all broken");
  });

  test("a slow one does not hold up the next", async () => {
    const kind = aKind();
    const gate = Promise.withResolvers<void>();
    let done = 0;
    work({
      kind,
      concurrency: 8,
      runBatch: async (batch) => {
        if (batch.some(({ payload }) => payload["slow"])) await gate.promise;
        done += batch.length;
        return new Map(batch.map(({ id }) => [id, { done: true }]));
      },
    });

    await add(kind, { payload: { slow: true }, priority: 1 });
    await Bun.sleep(50);
    await add(kind, ...Array.from({ length: 30 }, () => ({})));
    await until(async () => done >= 30);
    gate.resolve();
    await until(() => gone(kind));

    expect(done).toBe(31);
  });
});

describe("stopping", () => {
  test("waits for what is in hand and takes nothing new", async () => {
    const kind = aKind();
    let [started, finished] = [0, 0];
    await add(kind, {});
    const worker = startWorker({
      kind,
      concurrency: 1,
      leaseMs: 60_000,
      run: async () => {
        started++;
        await Bun.sleep(200);
        finished++;
      },
    });
    await until(async () => started === 1);

    await add(kind, {});
    await worker.stop();

    expect([started, finished, (await jobsOf(kind)).length]).toEqual([1, 1, 1]);
  });
});

describe("schedules", () => {
  test("each slot runs once however many nodes there are", async () => {
    const name = `test.${crypto.randomUUID()}`;
    let runs = 0;
    defineSchedule({ name, pattern: "* * * * * *", run: async () => void runs++ });
    const both = [await startJobs(), await startJobs()];

    await until(async () => runs >= 3);
    for (const stop of both) await stop();

    const slots = await db().$count(scheduleRuns, eq(scheduleRuns.name, name));
    expect(runs).toBe(slots);
  });

  test("a timer that fires late is still the same slot", () => {
    const cron = new Cron("*/10 * * * *", { paused: true, timezone: "UTC" }, () => undefined);
    const slots = ["12:10:00.000Z", "12:10:00.004Z", "12:10:07.500Z", "12:19:58.000Z"].map((time) =>
      slotOf(cron, new Date(`2026-03-01T${time}`)).toISOString(),
    );
    cron.stop();

    expect(new Set(slots)).toEqual(new Set(["2026-03-01T12:10:00.000Z"]));
  });
});

describe.skipIf(isPg)("on SQLite", () => {
  test("a start takes back what the last process was doing", async () => {
    const kind = aKind();
    await add(kind, {});
    await claim(kind, "the last process");

    const stop = await startJobs();
    stops.push(stop);

    expect(await asTenant(world.tenant.id, () => countMatching({ kind, state: "ready" }))).toBe(1);
  });
});
