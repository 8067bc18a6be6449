import { asSystem, asTenant, isTrouble } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { log, logTrouble } from "../ops/log.ts";
import {
  buryJob,
  claimJobs,
  deleteJobs,
  extendLease,
  type Job,
  postponeJobs,
  releaseJob,
  releaseWanted,
} from "./queries.ts";
import type { JobDefinition, Verdict } from "./service.ts";
import { onWake } from "./wake.ts";

const POLL_MS = 1000;
/** Between claims of jobs that are worked on together: what comes meanwhile shares the next one. */
const GATHER_MS = 5;
const MAX_BACKOFF_MS = 60 * 60 * 1000;

export interface RunningWorker {
  stop(): Promise<void>;
}

/** Exponential with ±20 % jitter, from one second to an hour. */
export const backoffMs = (attempts: number): number =>
  Math.min(MAX_BACKOFF_MS, 1000 * 2 ** (attempts - 1)) * (0.8 + 0.4 * Math.random());

/** Claims and runs the jobs of one kind until stopped. */
export function startWorker(definition: JobDefinition): RunningWorker {
  const worker = crypto.randomUUID();
  const inHand = new Set<string>();
  // Claims are worth their statement, and one slow job in a batch holds up a quarter at most.
  const quarter = Math.ceil(definition.concurrency / 4);
  let stopping = false;
  let roused = false;
  let rouse: () => void = () => undefined;
  const wake = (): void => {
    roused = true;
    rouse();
  };
  const offWake = onWake(definition.kind, wake);
  const renewal = setInterval(() => void renew(), definition.leaseMs / 3);

  async function renew(): Promise<void> {
    const until = new Date(clock.ms() + definition.leaseMs);
    await asSystem(() => extendLease([...inHand], worker, until)).catch((err: unknown) =>
      say(err, `leases of ${definition.kind} could not be renewed`),
    );
  }

  async function settle(batch: Job[]): Promise<void> {
    try {
      const verdicts = await verdictsOf(definition, batch);
      await asSystem(() => apply(batch, verdicts, worker));
    } catch (err) {
      // Nothing was recorded: the lease runs out and the jobs come back.
      say(err, `jobs of ${definition.kind} could not be settled`);
    } finally {
      for (const job of batch) inHand.delete(job.id);
      wake();
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      roused = false;
      const room = definition.concurrency - inHand.size;
      const limit = definition.runBatch ? Math.min(room, quarter) : room;
      // A job that is still in hand lost its lease for a moment and is ours again: not a second run.
      const claimed = (room >= quarter ? await claim(limit) : []).filter(
        ({ id }) => !inHand.has(id),
      );
      for (const job of claimed) inHand.add(job.id);
      if (definition.runBatch) {
        if (claimed.length > 0) void settle(claimed);
        if (claimed.length > 0 && claimed.length < limit) await Bun.sleep(GATHER_MS);
      } else for (const job of claimed) void settle([job]);
      if (claimed.length === 0 && !roused && !stopping) await sleep();
    }
    while (inHand.size > 0) await sleep();
  }
  const claim = (limit: number): Promise<Job[]> =>
    asSystem(() =>
      claimJobs({
        kind: definition.kind,
        worker,
        limit,
        leaseMs: definition.leaseMs,
      }),
    ).catch((err: unknown) => {
      say(err, `jobs of ${definition.kind} could not be claimed`);
      return [];
    });
  const sleep = (): Promise<void> =>
    new Promise((resume) => {
      const timer = setTimeout(resume, POLL_MS);
      rouse = () => {
        clearTimeout(timer);
        resume();
      };
    });

  const ended = loop();
  return {
    async stop() {
      stopping = true;
      offWake();
      rouse();
      await ended;
      clearInterval(renewal);
    },
  };
}

function say(err: unknown, about: string): void {
  if (isTrouble(err)) logTrouble(err, about);
  else log.error({ err }, about);
}

async function verdictsOf(definition: JobDefinition, batch: Job[]): Promise<Map<string, Verdict>> {
  if (definition.runBatch) {
    const run = definition.runBatch;
    try {
      return await asSystem(() => run(batch));
    } catch (err) {
      log.error({ err, kind: definition.kind, jobs: batch.length }, "a batch failed");
      return new Map(batch.map((job) => [job.id, failed(job, err)]));
    }
  }
  const [job] = batch;
  const verdicts = new Map<string, Verdict>();
  if (!job || !definition.run) return verdicts;
  const run = definition.run;
  try {
    await (job.ownerId === null ? asSystem(() => run(job)) : asTenant(job.ownerId, () => run(job)));
    verdicts.set(job.id, { done: true });
  } catch (err) {
    log.warn({ err, kind: job.kind, jobId: job.id, attempts: job.attempts }, "job failed");
    verdicts.set(job.id, failed(job, err));
  }
  return verdicts;
}

function failed({ attempts, maxAttempts }: Job, err: unknown): Verdict {
  const error = String(err).slice(0, 1000);
  return attempts >= maxAttempts
    ? { dead: error }
    : { retryAt: new Date(clock.ms() + backoffMs(attempts)), error };
}

async function apply(batch: Job[], verdicts: Map<string, Verdict>, worker: string): Promise<void> {
  const done: string[] = [];
  const postponed = new Map<number, string[]>();
  for (const job of batch) {
    const verdict = verdicts.get(job.id) ?? failed(job, "no verdict");
    if ("done" in verdict) done.push(job.id);
    else if ("postponeTo" in verdict) {
      const at = verdict.postponeTo.getTime();
      postponed.set(at, [...(postponed.get(at) ?? []), job.id]);
    } else if ("dead" in verdict) await buryJob(job.id, worker, verdict.dead);
    else await releaseJob(job.id, worker, verdict.retryAt, verdict.error);
  }
  await deleteJobs(done, worker);
  for (const [at, ids] of postponed) await postponeJobs(ids, worker, new Date(at));
  const keyed = batch.filter(({ uniqueKey }) => uniqueKey !== null);
  await releaseWanted(
    keyed.map(({ id }) => id),
    worker,
  );
}
