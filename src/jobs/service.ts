import { afterCommit } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { cancelJobs, insertJobs, type Job } from "./queries.ts";
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
  uniqueKey?: string;
}

/** Inside a transaction the job exists exactly when the change does. */
export async function enqueue(...list: EnqueueInput[]): Promise<void> {
  await insertJobs(
    list.map(({ kind, payload, ownerId, lane, priority, runAt, maxAttempts, uniqueKey }) => ({
      kind,
      payload,
      ownerId: ownerId ?? null,
      lane: lane ?? "",
      priority: priority ?? 100,
      runAt: runAt ?? clock.now(),
      maxAttempts: maxAttempts ?? 8,
      uniqueKey: uniqueKey ?? null,
    })),
  );
  const kinds = new Set(list.map(({ kind }) => kind));
  afterCommit(() => kinds.forEach((kind) => wakeWorker(kind)));
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
  /** All claimed jobs together, in system scope; one verdict a job, by id. */
  runBatch?: (jobs: Job[]) => Promise<Map<string, Verdict>>;
}

const definitions = new Map<string, JobDefinition>();

/** Declares how jobs of a kind are done. Handlers must be idempotent: a lost lease means a second run. */
export function defineJob(definition: Pick<JobDefinition, "kind"> & Partial<JobDefinition>): void {
  definitions.set(definition.kind, { concurrency: 10, leaseMs: 60_000, ...definition });
}

export const definedJobs = (): JobDefinition[] => [...definitions.values()];
