import { Cron } from "croner";
import { asSystem, isPg, transaction } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { log } from "../ops/log.ts";
import { delayJobs, deleteScheduleRunsBefore, insertScheduleRun, takeBackJobs } from "./queries.ts";
import { definedJobs } from "./service.ts";
import { startWorker } from "./worker.ts";

const REAP_MS = 10_000;
const MAX_LOST_WAIT_MS = 5 * 60 * 1000;
const RUNS_KEPT_MS = 24 * 60 * 60 * 1000;

interface Schedule {
  name: string;
  /** Cron pattern, seconds first when six fields. */
  pattern: string;
  run: () => Promise<void>;
}
const schedules: Schedule[] = [];

/** Runs `run` at each time of the pattern, on one node only. It should only enqueue or do little. */
export function defineSchedule(schedule: Schedule): void {
  schedules.push(schedule);
}

/** Starts every defined job and schedule; the result stops them and waits for what is in hand. */
export async function startJobs(): Promise<() => Promise<void>> {
  // SQLite has one node: whatever was running died with the last process.
  if (!isPg) await reapJobs(undefined);
  const workers = definedJobs().map(startWorker);
  const reaper = setInterval(() => {
    reapJobs(clock.now()).catch((err: unknown) => log.warn({ err }, "leases could not be reaped"));
  }, REAP_MS);
  const crons = schedules.map(
    ({ name, pattern, run }) =>
      new Cron(pattern, { protect: true }, (self) => runSlot(name, slotOf(self), run)),
  );
  return async () => {
    clearInterval(reaper);
    for (const cron of crons) cron.stop();
    await Promise.all(workers.map((worker) => worker.stop()));
  };
}

/** Jobs whose worker died go back; one that was lost before waits, in case it is what kills workers. */
export async function reapJobs(expiredBy: Date | undefined): Promise<void> {
  await asSystem(() =>
    transaction(async () => {
      const lost = await takeBackJobs(expiredBy);
      for (const [attempts, list] of Map.groupBy(lost, (job) => job.attempts)) {
        if (attempts < 2) continue;
        const waitMs = Math.min(MAX_LOST_WAIT_MS, 1000 * 2 ** attempts);
        await delayJobs(
          list.map(({ id }) => id),
          new Date(clock.ms() + waitMs),
        );
      }
    }),
  );
}

/** The instant of the pattern, the same on every node however late its timer fires. */
export function slotOf(cron: Cron, now = new Date()): Date {
  const [slot = now] = cron.previousRuns(1, new Date(now.getTime() + 1000));
  return slot;
}

async function runSlot(name: string, slot: Date, run: () => Promise<void>): Promise<void> {
  try {
    await asSystem(async () => {
      if (!(await insertScheduleRun(name, slot))) return;
      await run();
      await deleteScheduleRunsBefore(new Date(clock.ms() - RUNS_KEPT_MS));
    });
  } catch (err) {
    log.error({ err, schedule: name }, "schedule failed");
  }
}
