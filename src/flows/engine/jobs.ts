import { z } from "zod";
import { asTenant, transaction } from "../../db/index.ts";
import { clock } from "../../lib/clock.ts";
import { log } from "../../ops/log.ts";
import type { Job } from "../../jobs/queries.ts";
import { defineJob, enqueue, type Verdict } from "../../jobs/service.ts";
import { backoffMs } from "../../jobs/worker.ts";
import { findActiveRun, findRun, listInbox, setRun, takeFromInbox } from "../run-queries.ts";
import { advance } from "./advance.ts";
import { makeCall } from "./calls.ts";
import "./listen.ts";
import { ADVANCE_JOB, advanceJob, CALL_JOB, WAKE_JOB } from "./wake.ts";

const Place = z.object({ conversationId: z.string() });
const Call = z.object({ executionId: z.string(), steps: z.number() });

defineJob({ kind: ADVANCE_JOB, concurrency: 256, leaseMs: 60_000, runBatch: advanceAll });
defineJob({ kind: WAKE_JOB, concurrency: 1024, leaseMs: 30_000, runBatch: wakeAll });
// Requests wait for others: a slow one holds up only its own conversation.
defineJob({
  kind: CALL_JOB,
  concurrency: 64,
  leaseMs: 180_000,
  run: async ({ payload, attempts, maxAttempts }) => {
    const { executionId, steps } = Call.parse(payload);
    await makeCall(executionId, steps).catch(async (error: unknown) => {
      const run = attempts < maxAttempts ? undefined : await findRun(executionId);
      if (run?.steps === steps) await giveUp(run.conversationId);
      throw error;
    });
  },
});

async function advanceAll(jobs: Job[]): Promise<Map<string, Verdict>> {
  const verdicts = await Promise.all(
    jobs.map(async (job): Promise<[string, Verdict]> => [job.id, await advanceOne(job)]),
  );
  return new Map(verdicts);
}

async function advanceOne({ ownerId, payload, attempts, maxAttempts }: Job): Promise<Verdict> {
  const { conversationId } = Place.parse(payload);
  if (ownerId === null) return { done: true };
  try {
    await asTenant(ownerId, () => advance(conversationId));
    return { done: true };
  } catch (err) {
    log.warn({ err, conversationId, attempts }, "a conversation's flow could not go on");
    const error = String(err).slice(0, 1000);
    if (attempts < maxAttempts)
      return { retryAt: new Date(clock.ms() + backoffMs(attempts)), error };
    await asTenant(ownerId, () => giveUp(conversationId)).catch((failed: unknown) =>
      log.error({ err: failed, conversationId }, "a broken run could not be ended"),
    );
    return { dead: error };
  }
}

/** What breaks each time must not hold the conversation for ever. */
async function giveUp(conversationId: string): Promise<void> {
  await transaction(async () => {
    const run = await findActiveRun(conversationId);
    if (run)
      await setRun(run, {
        status: "failed",
        endLabel: "INTERNAL",
        error: { code: "INTERNAL", reason: "Something broke inside.", nodeId: run.nodeId },
        activeKey: null,
        waiting: null,
        wakeAt: null,
        endedAt: clock.now(),
      });
    const [first] = await listInbox(conversationId, 1);
    if (!run && first) await takeFromInbox([first.id]);
  });
}

async function wakeAll(jobs: Job[]): Promise<Map<string, Verdict>> {
  await enqueue(
    ...jobs.flatMap(({ ownerId, payload }) =>
      ownerId === null ? [] : [advanceJob(ownerId, Place.parse(payload).conversationId)],
    ),
  );
  return new Map(jobs.map(({ id }) => [id, { done: true }]));
}
