import { audit } from "../accounts/audit.ts";
import { transaction } from "../db/index.ts";
import type { Job as JobRow } from "../jobs/queries.ts";
import type { Job } from "../jobs/schema.ts";
import { retryJob } from "../jobs/service.ts";

/** As the API shows it: without its payload, which may name people. */
export const jobView = ({ ownerId, ...row }: JobRow): Job => ({
  id: row.id,
  tenantId: ownerId,
  kind: row.kind,
  state: row.state,
  runAt: row.runAt,
  attempts: row.attempts,
  maxAttempts: row.maxAttempts,
  uniqueKey: row.uniqueKey,
  lastError: row.lastError,
  createdAt: row.createdAt,
});

export async function retryAnyJob(id: string): Promise<JobRow> {
  return transaction(async () => {
    const job = await retryJob(id);
    await audit({
      action: "job.retried",
      resourceType: "job",
      resourceId: id,
      changes: { kind: job.kind, tenantId: job.ownerId },
    });
    return job;
  });
}
