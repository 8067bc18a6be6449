import {
  aliasedTable,
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  inArray,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { bulkInsert, db, type Db, given, inGiven, isPg, prepared } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { jobs, scheduleRuns } from "./tables.ts";

export type Job = typeof jobs.$inferSelect;
export type NewJob = typeof jobs.$inferInsert;

/** A waiting job of the same key stands for the new one; a running one may have read too early, so it is marked by no attempts to run again. */
const insertAll = bulkInsert(jobs, (insert) =>
  insert.onConflictDoUpdate({
    target: [jobs.kind, jobs.uniqueKey],
    targetWhere: sql`state <> 'dead'`,
    set: { attempts: sql`0`, runAt: sql`excluded.run_at`, payload: sql`excluded.payload` },
    setWhere: sql`${jobs.state} = 'running'`,
  }),
);

export async function insertJobs(list: NewJob[]): Promise<void> {
  await insertAll(list);
}

interface Claim {
  kind: string;
  worker: string;
  limit: number;
  leaseMs: number;
}

const claimNext = prepared((handle) => {
  const next = handle
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.kind, sql.placeholder("kind")),
        eq(jobs.state, "ready"),
        lte(jobs.runAt, sql.placeholder("now")),
        itsTurn(handle),
      ),
    )
    .orderBy(asc(jobs.priority), asc(jobs.runAt), asc(jobs.id))
    .limit(sql.placeholder("limit"));
  // Postgres may evaluate a plain IN twice; array() pins it to one evaluation.
  const chosen = isPg
    ? sql`${jobs.id} = any(array(${next.for("update", { skipLocked: true })}))`
    : inArray(jobs.id, next);
  return handle
    .update(jobs)
    .set({
      state: "running",
      leasedBy: sql`${sql.placeholder("worker")}`,
      leasedUntil: sql`${sql.placeholder("until")}`,
      attempts: sql`${jobs.attempts} + 1`,
    })
    .where(chosen)
    .returning()
    .prepare("claim_jobs");
});

export async function claimJobs({ kind, worker, limit, leaseMs }: Claim): Promise<Job[]> {
  const now = clock.now();
  const until = new Date(now.getTime() + leaseMs);
  const claimed = await claimNext().execute({ kind, worker, limit, now, until });
  return claimed.toSorted(
    (a, b) => a.priority - b.priority || +a.runAt - +b.runAt || (a.id < b.id ? -1 : 1),
  );
}

/** Nothing of its series runs or stands before it. */
function itsTurn(handle: Db): SQL {
  const before = aliasedTable(jobs, "before");
  const earlier = handle
    .select({ one: sql`1` })
    .from(before)
    .where(
      and(
        eq(before.kind, jobs.kind),
        eq(before.serialKey, jobs.serialKey),
        or(
          eq(before.state, "running"),
          and(
            eq(before.state, "ready"),
            sql`(${before.priority}, ${before.id}) < (${jobs.priority}, ${jobs.id})`,
          ),
        ),
      ),
    );
  return sql`(${jobs.serialKey} is null or ${notExists(earlier)})`;
}

/** Only the holder of the lease may finish a job: one that lost it has been given to somebody else. */
const held = (worker: string) => and(eq(jobs.state, "running"), eq(jobs.leasedBy, worker));

const heldByGiven = () =>
  and(
    inGiven(jobs.id, "ids"),
    eq(jobs.state, "running"),
    eq(jobs.leasedBy, sql.placeholder("worker")),
  );
const deleteHeld = prepared((handle) =>
  handle
    .delete(jobs)
    .where(and(heldByGiven(), gt(jobs.attempts, 0)))
    .prepare("delete_jobs"),
);
const releaseHeld = prepared((handle) =>
  handle
    .update(jobs)
    .set({ state: "ready", leasedBy: null, leasedUntil: null })
    .where(and(heldByGiven(), eq(jobs.attempts, 0)))
    .prepare("release_wanted_jobs"),
);

export async function deleteJobs(ids: string[], worker: string): Promise<void> {
  if (ids.length > 0) await deleteHeld().execute({ ids: given(ids), worker });
}

/** Those enqueued again while they ran. */
export async function releaseWanted(ids: string[], worker: string): Promise<void> {
  if (ids.length > 0) await releaseHeld().execute({ ids: given(ids), worker });
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
      attempts: sql`case when ${jobs.attempts} > 0 then ${jobs.attempts} - 1 else 0 end`,
    })
    .where(and(inArray(jobs.id, ids), held(worker)));
}

export async function buryJob(id: string, worker: string, lastError: string): Promise<void> {
  await db()
    .update(jobs)
    .set({ state: "dead", leasedBy: null, leasedUntil: null, lastError })
    .where(and(eq(jobs.id, id), held(worker), gt(jobs.attempts, 0)));
}

/** Takes running jobs from their workers: those whose lease ran out before `expiredBy`, or all. */
export async function takeBackJobs(
  expiredBy: Date | undefined,
): Promise<{ id: string; attempts: number }[]> {
  return db()
    .update(jobs)
    .set({ state: "ready", leasedBy: null, leasedUntil: null, lastError: "the worker was lost" })
    .where(and(eq(jobs.state, "running"), expiredBy ? lt(jobs.leasedUntil, expiredBy) : undefined))
    .returning({ id: jobs.id, attempts: jobs.attempts });
}

export async function delayJobs(ids: string[], runAt: Date): Promise<void> {
  await db()
    .update(jobs)
    .set({ runAt })
    .where(and(inArray(jobs.id, ids), eq(jobs.state, "ready")));
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

interface JobFilter {
  state: Job["state"];
  kind?: string | undefined;
}
const matching = ({ state, kind }: JobFilter) =>
  and(eq(jobs.state, state), kind === undefined ? undefined : eq(jobs.kind, kind));

/** Latest first. */
export async function listJobs(
  filter: JobFilter & { page: number; limit: number },
): Promise<Job[]> {
  const { page, limit } = filter;
  return db()
    .select()
    .from(jobs)
    .where(matching(filter))
    .orderBy(desc(jobs.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function countMatching(filter: JobFilter): Promise<number> {
  return db().$count(jobs, matching(filter));
}

/** Undefined unless the job is dead. */
export async function reviveJob(id: string): Promise<Job | undefined> {
  const [job] = await db()
    .update(jobs)
    .set({ state: "ready", attempts: 0, runAt: clock.now() })
    .where(and(eq(jobs.id, id), eq(jobs.state, "dead")))
    .returning();
  return job;
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
