import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Id, Instant, Paged } from "../lib/schema.ts";

const JobState = z.enum(["ready", "running", "dead"]);

/** Without its payload, which may name people. */
export const Job = z.object({
  id: Id,
  /** Null for work of the installation itself. */
  tenantId: Id.nullable(),
  kind: z.string(),
  state: JobState,
  runAt: Instant,
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  uniqueKey: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: Instant,
});
export type Job = z.input<typeof Job>;

export const jobsContract = {
  adminListJobs: route({
    method: "GET",
    path: "/admin/jobs",
    summary: "List background jobs of this installation, dead ones by default",
    permission: "platform.admin",
    query: Paged.extend({
      state: JobState.default("dead"),
      kind: z.string().max(100).optional(),
    }),
    out: Job,
    list: "paged",
  }),
  adminRetryJob: route({
    method: "POST",
    path: "/admin/jobs/:id/retry",
    summary: "Give a dead job all its attempts again",
    permission: "platform.admin",
    params: ById,
    out: Job,
  }),
};
