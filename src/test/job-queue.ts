import { startWorker } from "../jobs/worker.ts";
import { asSystem } from "../db/index.ts";
import { claimJobs, countJobs, type Job, listJobs } from "../jobs/queries.ts";
import { enqueue, type JobDefinition } from "../jobs/service.ts";

let kinds = 0;
/** No other test's worker takes its jobs. */
export const aKind = (): string => `test.${++kinds}.${crypto.randomUUID()}`;

export const jobsOf = (kind: string, state: Job["state"] = "ready"): Promise<Job[]> =>
  listJobs({ kind, state, page: 1, limit: 5000 });
export const add = (
  kind: string,
  ...list: Partial<Parameters<typeof enqueue>[0]>[]
): Promise<void> => enqueue(...list.map((one, n) => ({ kind, payload: { n }, ...one })));
export const claim = (kind: string, worker: string, limit = 10): Promise<Job[]> =>
  asSystem(() => claimJobs({ kind, worker, limit, leaseMs: 60_000 }));
/** In one statement: a job may change its state between two. */
export const gone = async (kind: string): Promise<boolean> =>
  (await countJobs()).every((row) => row.kind !== kind || row.state === "dead");

/** Workers of one test, stopped together. */
export function workers() {
  const stops: (() => Promise<void>)[] = [];
  return {
    stops,
    work: (definition: Pick<JobDefinition, "kind"> & Partial<JobDefinition>): void => {
      const worker = startWorker({ concurrency: 10, leaseMs: 60_000, ...definition });
      stops.push(() => worker.stop());
    },
    stopAll: async (): Promise<void> => {
      for (const stop of stops.splice(0)) await stop();
    },
  };
}
