import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { paged } from "../http/paged.ts";
import { countMatching, type Job as JobRow, listJobs } from "./queries.ts";
import { type Job, jobsContract } from "./schema.ts";
import { retryJob } from "./service.ts";

const view = ({ ownerId, ...row }: JobRow): Job => ({
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

export const jobsFeature: Feature = {
  api: [
    implement(jobsContract)({
      adminListJobs: async ({ query }) =>
        paged(
          query,
          listJobs(query).then((rows) => rows.map(view)),
          countMatching(query),
        ),
      adminRetryJob: async ({ params }) => view(await retryJob(params.id)),
    }),
  ],
};
