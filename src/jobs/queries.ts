import { and, asc, count, eq, inArray, lt, lte, notInArray, sql } from "drizzle-orm";
import { db, isPg } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { jobs, scheduleRuns } from "./tables.ts";

export type Job = typeof jobs.$inferSelect;
export type NewJob = typeof jobs.$inferInsert;

/** A unique key that is already waiting or running swallows the new job. */
export async function insertJobs(list: NewJob[]): Promise<void> {
  if (list.length > 0) await db().insert(jobs).values(list).onConflictDoNothing();
}

interface Claim {
  kind: string;
  worker: string;
  limit: number;
  leaseMs: number;
  /** Lanes that may not run now. */
  exceptLanes: readonly string[];
}

export async function claimJobs({
  kind,
  worker,
  limit,
  leaseMs,
  exceptLanes,
}: Claim): Promise<Job[]> {
  const now = clock.now();
  const open = exceptLanes.length > 0 ? notInArray(jobs.lane, [...exceptLanes]) : undefined;
  const next = db()
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.kind, kind), eq(jobs.state, "ready"), lte(jobs.runAt, now), open))
    .orderBy(asc(jobs.priority), asc(jobs.runAt), asc(jobs.id))
    .limit(limit);
  // Postgres may evaluate a plain IN twice; array() pins it to one evaluation.
  const chosen = isPg
    ? sql`${jobs.id} = any(array(${next.for("update", { skipLocked: true })}))`
    : inArray(jobs.id, next);
  const claimed = await db()
    .update(jobs)
    .set({
      state: "running",
      leasedBy: worker,
      leasedUntil: new Date(now.getTime() + leaseMs),
      attempts: sql`${jobs.attempts} + 1`,
    })
    .where(chosen)
    .returning();
  return claimed.toSorted(
    (a, b) => a.priority - b.priority || +a.runAt - +b.runAt || (a.id < b.id ? -1 : 1),
  );
}

/** Only the holder of the lease may finish a job: one that lost it has been given to somebody else. */
const held = (worker: string) => and(eq(jobs.state, "running"), eq(jobs.leasedBy, worker));

export async function deleteJobs(ids: string[], worker: string): Promise<void> {
  if (ids.length > 0)
    await db()
      .delete(jobs)
      .where(and(inArray(jobs.id, ids), held(worker)));
}

export async function extendLease(ids: string[], worker: string, until: Date): Promise<void> {
  if (ids.length > 0)
    await db()
      .update(jobs)
      .set({ leasedUntil: until })
      .where(and(inArray(jobs.id, ids), held(worker)));
}

export async function releaseJob(
  id: string,
  worker: string,
  runAt: Date,
  lastError: string | null,
): Promise<void> {
  await db()
    .update(jobs)
    .set({ state: "ready", leasedBy: null, leasedUntil: null, runAt, lastError })
    .where(and(eq(jobs.id, id), held(worker)));
}

/** Put back without counting the attempt: the pace did not allow it. */
export async function postponeJobs(ids: string[], worker: string, runAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await db()
    .update(jobs)
    .set({
      state: "ready",
      leasedBy: null,
      leasedUntil: null,
      runAt,
      attempts: sql`${jobs.attempts} - 1`,
    })
    .where(and(inArray(jobs.id, ids), held(worker)));
}

export async function buryJob(id: string, worker: string, lastError: string): Promise<void> {
  await db()
    .update(jobs)
    .set({ state: "dead", leasedBy: null, leasedUntil: null, lastError })
    .where(and(eq(jobs.id, id), held(worker)));
}

/** Jobs whose worker died go back. */
export async function reapJobs(): Promise<number> {
  const rows = await db()
    .update(jobs)
    .set({ state: "ready", leasedBy: null, leasedUntil: null })
    .where(and(eq(jobs.state, "running"), lt(jobs.leasedUntil, clock.now())))
    .returning({ id: jobs.id });
  return rows.length;
}

/** On one node a restart means that nobody holds a lease any more. */
export async function reapAllJobs(): Promise<void> {
  await db()
    .update(jobs)
    .set({ state: "ready", leasedBy: null, leasedUntil: null })
    .where(eq(jobs.state, "running"));
}

export async function cancelJobs(kind: string, uniqueKey: string): Promise<void> {
  await db()
    .delete(jobs)
    .where(and(eq(jobs.kind, kind), eq(jobs.uniqueKey, uniqueKey), eq(jobs.state, "ready")));
}

export async function countJobs(): Promise<{ kind: string; state: string; jobs: number }[]> {
  return db()
    .select({ kind: jobs.kind, state: jobs.state, jobs: count() })
    .from(jobs)
    .groupBy(jobs.kind, jobs.state);
}

export async function insertScheduleRun(name: string, slot: Date): Promise<boolean> {
  const rows = await db()
    .insert(scheduleRuns)
    .values({ name, slot })
    .onConflictDoNothing()
    .returning();
  return rows.length === 1;
}

export async function deleteScheduleRunsBefore(instant: Date): Promise<void> {
  await db().delete(scheduleRuns).where(lt(scheduleRuns.slot, instant));
}
