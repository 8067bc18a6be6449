import { z } from "zod";
import { deleteKeysBefore } from "../idempotency/queries.ts";
import { KEY_LIFETIME_MS } from "../idempotency/service.ts";
import { defineSchedule } from "../jobs/runtime.ts";
import { defineJob } from "../jobs/service.ts";
import { clock } from "../lib/clock.ts";
import { deleteAttemptsBefore } from "./attempt-queries.ts";
import { mailResetLink, RESET_MAIL } from "./recovery.ts";
import { deleteResetsBefore } from "./recovery-queries.ts";
import { deleteRefreshBefore } from "./session-queries.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const Payload = z.object({ email: z.string() });

defineJob({
  kind: RESET_MAIL,
  concurrency: 2,
  run: (job) => mailResetLink(Payload.parse(job.payload).email),
});

/** What has run out is of no use to anybody; runs in system scope. */
export async function sweepAccounts(): Promise<void> {
  const before = (ms: number): Date => new Date(clock.ms() - ms);
  await deleteRefreshBefore(before(0));
  await deleteResetsBefore(before(DAY_MS));
  await deleteAttemptsBefore(before(DAY_MS));
  await deleteKeysBefore(before(KEY_LIFETIME_MS));
}

defineSchedule({ name: "accounts.sweep", pattern: "17 3 * * *", run: sweepAccounts });
