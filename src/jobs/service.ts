import { afterCommit, isDuplicate } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { cancelJobs, insertJobs, type Job, reviveJob } from "./queries.ts";
import { wakeWorker } from "./wake.ts";

export interface EnqueueInput {
  kind: string;
  payload: Record<string, unknown>;
  /** The tenant it works for; handlers run in its scope. */
  ownerId?: string;
  lane?: string;
  /** Lower runs first; 10 a person waits, 100 background, 200 bulk. */
  priority?: number;
  runAt?: Date;
  maxAttempts?: number;
  /** One waiting job of a kind stands for all of this key; one that already runs is run again. */
  uniqueKey?: string;
  /** Jobs of a kind that share it run one after another, also when the first has to wait; a lower priority number still goes first. */
  serialKey?: string;
}

/** Inside a transaction the job exists exactly when the change does. */
export async function enqueue(...list: EnqueueInput[]): Promise<void> {
  await insertJobs(
    withoutRepeats(list).map(
      ({ kind, payload, ownerId, lane, priority, runAt, maxAttempts, uniqueKey, serialKey }) => ({
        kind,
        payload,
        ownerId: ownerId ?? null,
        lane: lane ?? "",
        priority: priority ?? 100,
        runAt: runAt ?? clock.now(),
        maxAttempts: maxAttempts ?? 8,
        uniqueKey: uniqueKey ?? null,
        serialKey: serialKey ?? null,
      }),
    ),
  );
  const kinds = new Set(list.map(({ kind }) => kind));
  afterCommit(() => kinds.forEach((kind) => wakeWorker(kind)));
}

function withoutRepeats(list: EnqueueInput[]): EnqueueInput[] {
  const seen = new Set<string>();
  return list.filter(({ kind, uniqueKey }) => {
    if (uniqueKey === undefined) return true;
    const key = `${kind} ${uniqueKey}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A dead job gets all its attempts again. */
export async function retryJob(id: string): Promise<Job> {
  const job = await reviveJob(id).catch((cause: unknown) => {
    if (!isDuplicate(cause)) throw cause;
    throw new AppError("conflict", "JOB_ALREADY_WAITING", {
      message: "The same job is already waiting or running.",
      cause,
    });
  });
  if (!job) throw new AppError("not_found", "NOT_FOUND", { message: "There is no such dead job." });
  afterCommit(() => wakeWorker(job.kind));
  return job;
}

/** Takes a waiting job back; one that already runs goes on. */
export const cancel = (kind: string, uniqueKey: string): Promise<void> =>
  cancelJobs(kind, uniqueKey);

/** What a batch handler says about each job. */
export type Verdict =
  | { done: true }
  | { retryAt: Date; error: string }
  | { postponeTo: Date }
  | { dead: string };

export interface JobDefinition {
  kind: string;
  /** Jobs in hand at once. */
  concurrency: number;
  leaseMs: number;
  /** One job at a time in its owner's scope; a throw is a retry with backoff. */
  run?: (job: Job) => Promise<void>;
  /** Jobs claimed together, in system scope; one verdict a job, by id. It must not throw while some are still at work: all would be tried again. */
  runBatch?: (jobs: Job[]) => Promise<Map<string, Verdict>>;
}

const definitions = new Map<string, JobDefinition>();

/** Declares how jobs of a kind are done. Handlers must be idempotent: a lost lease means a second run. */
export function defineJob(definition: Pick<JobDefinition, "kind"> & Partial<JobDefinition>): void {
  definitions.set(definition.kind, { concurrency: 10, leaseMs: 60_000, ...definition });
}

export const definedJobs = (): JobDefinition[] => [...definitions.values()];
