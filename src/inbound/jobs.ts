import { defineSchedule } from "../jobs/runtime.ts";
import { clock } from "../lib/clock.ts";
import { deleteEarlyStatusesBefore } from "../messages/ledger-queries.ts";
import { deleteProcessedBefore } from "./queries.ts";

/** Meta repeats a delivery for up to seven days; what was worked out is kept a day longer, for replay. */
const KEPT_MS = 8 * 24 * 60 * 60 * 1000;

async function sweep(): Promise<void> {
  const before = new Date(clock.ms() - KEPT_MS);
  await deleteProcessedBefore(before);
  await deleteEarlyStatusesBefore(before);
}

defineSchedule({ name: "inbound.sweep", pattern: "41 3 * * *", run: sweep });
