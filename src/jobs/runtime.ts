import { Cron } from "croner";
import { asSystem, isPg } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { log } from "../ops/log.ts";
import { deleteScheduleRunsBefore, insertScheduleRun, reapAllJobs, reapJobs } from "./queries.ts";
import { definedJobs } from "./service.ts";
import { startWorker } from "./worker.ts";

const REAP_MS = 10_000;
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
  if (!isPg) await asSystem(reapAllJobs);
  const workers = definedJobs().map(startWorker);
  const reaper = setInterval(() => {
    asSystem(reapJobs).catch((err: unknown) => log.warn({ err }, "leases could not be reaped"));
  }, REAP_MS);
  const crons = schedules.map(
    ({ name, pattern, run }) =>
      new Cron(pattern, { protect: true }, (self) => runSlot(name, self.currentRun(), run)),
  );
  return async () => {
    clearInterval(reaper);
    for (const cron of crons) cron.stop();
    await Promise.all(workers.map((worker) => worker.stop()));
  };
}

async function runSlot(name: string, at: Date | null, run: () => Promise<void>): Promise<void> {
  // Nodes tick within the same second: the second is the slot.
  const slot = new Date(Math.floor((at?.getTime() ?? clock.ms()) / 1000) * 1000);
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
