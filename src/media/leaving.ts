import { currentTenantId } from "../db/index.ts";
import { whenLeaving } from "../events/leaving.ts";
import { enqueue } from "../jobs/service.ts";
import { listMediaOf } from "./queries.ts";
import { FORGET_JOB } from "./service.ts";

const IDS_A_JOB = 200;

/** Whose messages go take their files along: their names are known only until then, the bytes go later. */
async function forgetMediaOf(owner: Parameters<typeof listMediaOf>[0]): Promise<void> {
  const ids = await listMediaOf(owner);
  const ownerId = currentTenantId();
  const batches = Array.from({ length: Math.ceil(ids.length / IDS_A_JOB) }, (_, i) =>
    ids.slice(i * IDS_A_JOB, (i + 1) * IDS_A_JOB),
  );
  await enqueue(
    ...batches.map((mediaIds) => ({
      kind: FORGET_JOB,
      payload: { mediaIds },
      ownerId,
      priority: 200,
    })),
  );
}

whenLeaving("contact", (contactIds) => forgetMediaOf({ contactIds }));
whenLeaving("connection", (connectionIds) => forgetMediaOf({ connectionIds }));
