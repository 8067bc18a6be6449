import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Cron } from "croner";
import { asSystem, asTenant, currentTenantId, isPg, transaction } from "../db/index.ts";
import { clock, moveClock } from "../lib/clock.ts";
import { harness } from "../test/harness.ts";
import { until } from "../test/messaging.ts";
import { claimJobs, countJobs, countMatching, type Job, listJobs } from "./queries.ts";
import { defineSchedule, reapJobs, slotOf, startJobs } from "./runtime.ts";
import { cancel, enqueue, type JobDefinition } from "./service.ts";
import { startWorker } from "./worker.ts";

let world: Awaited<ReturnType<typeof harness>>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await harness();
});
afterEach(async () => {
  moveClock(0);
  for (const stop of stops.splice(0)) await stop();
});

let kinds = 0;
const aKind = (): string => `test.${++kinds}.${crypto.randomUUID()}`;

function work(definition: Pick<JobDefinition, "kind"> & Partial<JobDefinition>): void {
  const worker = startWorker({ concurrency: 10, leaseMs: 60_000, ...definition });
  stops.push(() => worker.stop());
}
const jobsOf = (kind: string, state: Job["state"] = "ready"): Promise<Job[]> =>
  listJobs({ kind, state, page: 1, limit: 5000 });
const add = (kind: string, ...list: Partial<Parameters<typeof enqueue>[0]>[]): Promise<void> =>
  enqueue(...list.map((one, n) => ({ kind, payload: { n }, ...one })));
const claim = (kind: string, worker: string, limit = 10): Promise<Job[]> =>
  asSystem(() => claimJobs({ kind, worker, limit, leaseMs: 60_000, exceptLanes: [] }));
/** In one statement: a job may change its state between two. */
const gone = async (kind: string): Promise<boolean> =>
  (await countJobs()).every((row) => row.kind !== kind || row.state === "dead");

describe("enqueueing", () => {
  test("in a transaction that is rolled back leaves no job", async () => {
    const kind = aKind();

    const undone = transaction(async () => {
      await add(kind, {});
      throw new Error("undone");
    });
    await undone.catch(() => undefined);
    await transaction(() => add(kind, { payload: { kept: true } }));

    expect((await jobsOf(kind)).map(({ payload }) => payload)).toEqual([{ kept: true }]);
  });

  test("a key that waits keeps the first job; other kinds do not mind", async () => {
    const [kind, other] = [aKind(), aKind()];

    await add(kind, { uniqueKey: "a", payload: { n: 1 } }, { uniqueKey: "a" }, { uniqueKey: "b" });
    await add(kind, { uniqueKey: "a", payload: { n: 2 } });
    await add(other, { uniqueKey: "a" });

    const keys = (await jobsOf(kind)).map(
      ({ uniqueKey, payload }) => [uniqueKey, payload] as const,
    );
    expect(keys.length).toBe(2);
    expect(new Map(keys)).toEqual(
      new Map([
        ["a", { n: 1 }],
        ["b", { n: 2 }],
      ]),
    );
    expect((await jobsOf(other)).length).toBe(1);
  });

  test("a key that runs is run again afterwards, with the newer payload", async () => {
    const kind = aKind();
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    work({
      kind,
      run: async ({ payload }) => {
        ran.push(payload["n"]);
        if (ran.length === 1) await gate.promise;
      },
    });

    await add(kind, { uniqueKey: "a", payload: { n: 1 } });
    await until(async () => ran.length === 1);
    await add(kind, { uniqueKey: "a", payload: { n: 2 } });
    await Bun.sleep(100);
    const whileRunning = ran.length;
    gate.resolve();
    await until(() => gone(kind));

    expect([whileRunning, ran]).toEqual([1, [1, 2]]);
  });

  test("a waiting job can be taken back", async () => {
    const kind = aKind();
    await add(kind, { uniqueKey: "a" }, { uniqueKey: "b" });

    await cancel(kind, "a");

    expect((await jobsOf(kind)).map(({ uniqueKey }) => uniqueKey)).toEqual(["b"]);
  });

  test("wakes an idle worker at once, after the commit", async () => {
    const kind = aKind();
    let ranAt = 0;
    const waits: number[] = [];
    work({ kind, run: async () => void (ranAt = performance.now()) });

    // A worker that only looks once a second needs that second each time; a busy machine does not slow down all five.
    for (let n = 0; n < 5; n++) {
      await until(() => gone(kind));
      await Bun.sleep(50);
      ranAt = 0;
      const addedAt = performance.now();
      await transaction(() => add(kind, {}));
      await until(async () => ranAt > 0);
      waits.push(ranAt - addedAt);
    }

    expect(Math.min(...waits)).toBeLessThan(500);
  });
});

describe("running", () => {
  test("takes the lowest priority number first, then the oldest, never what is not due", async () => {
    const kind = aKind();
    const at = (ms: number) => new Date(clock.ms() + ms);
    await add(
      kind,
      { priority: 200, runAt: at(-9000) },
      { priority: 10, runAt: at(-1000) },
      { priority: 10, runAt: at(-5000) },
      { priority: 1, runAt: at(60_000) },
      { priority: 100, runAt: at(-8000) },
    );
    const order: unknown[] = [];

    work({ kind, concurrency: 1, run: async ({ payload }) => void order.push(payload["n"]) });
    await until(async () => order.length === 4);
    await Bun.sleep(50);

    expect(order).toEqual([2, 1, 4, 0]);
  });

  test("happens in the owner's scope", async () => {
    const kind = aKind();
    const scopes: string[] = [];
    await add(kind, { ownerId: world.tenant.id });

    work({ kind, run: async () => void scopes.push(currentTenantId()) });
    await until(() => gone(kind));

    expect(scopes).toEqual([world.tenant.id]);
  });

  test("is retried with growing waits, then stays dead and visible to the platform owner", async () => {
    const kind = aKind();
    let runs = 0;
    await add(kind, { maxAttempts: 3, ownerId: world.tenant.id, payload: { secret: "x" } });
    work({
      kind,
      run: async () => {
        runs++;
        throw new Error("the printer is on fire");
      },
    });

    const waits: number[] = [];
    for (const attempt of [1, 2]) {
      const [job] = await until(async () => {
        const found = await jobsOf(kind);
        return found[0]?.attempts === attempt && found;
      });
      waits.push(Number(job?.runAt) - clock.ms());
      moveClock(attempt * 10_000);
    }
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });

    expect(runs).toBe(3);
    expect(waits[0]).toBeWithin(500, 1201);
    expect(waits[1]).toBeWithin(1200, 2401);
    const list = await world.as("admin").get(`/admin/jobs?kind=${kind}`);
    expect(list.body.pagination.total).toBe(1);
    expect(list.body.data[0]).toMatchObject({
      id: dead?.id,
      tenantId: world.tenant.id,
      state: "dead",
      attempts: 3,
      lastError: "Error: the printer is on fire",
    });
    expect(JSON.stringify(list.body)).not.toContain("secret");
  });

  test("a dead job runs again when the platform owner says so", async () => {
    const kind = aKind();
    let isBroken = true;
    await add(kind, { maxAttempts: 1, uniqueKey: "k" });
    work({
      kind,
      run: async () => {
        if (isBroken) throw new Error("broken");
      },
    });
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });
    isBroken = false;
    const path = `/admin/jobs/${dead?.id}/retry`;

    const byOwner = await world.as("user").post(path);
    const retried = await world.as("admin").post(path);
    await until(async () => (await gone(kind)) && (await jobsOf(kind, "dead")).length === 0);
    const again = await world.as("admin").post(path);

    expect([byOwner.status, retried.status, again.status]).toEqual([403, 200, 404]);
  });

  test("a dead job is not revived beside a living one of its key", async () => {
    const kind = aKind();
    await add(kind, { maxAttempts: 1, uniqueKey: "k" });
    work({ kind, run: () => Promise.reject(new Error("broken")) });
    const [dead] = await until(async () => {
      const found = await jobsOf(kind, "dead");
      return found.length > 0 && found;
    });
    await add(kind, { uniqueKey: "k", runAt: new Date(clock.ms() + 60_000) });

    const refused = await world.as("admin").post(`/admin/jobs/${dead?.id}/retry`);

    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe("JOB_ALREADY_WAITING");
  });
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
    const runs: number[] = [];
    defineSchedule({
      name,
      pattern: "* * * * * *",
      run: async () => void runs.push(Math.floor(Date.now() / 1000)),
    });
    const both = [await startJobs(), await startJobs()];

    await until(async () => runs.length >= 3);
    for (const stop of both) await stop();

    expect(new Set(runs).size).toBe(runs.length);
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
