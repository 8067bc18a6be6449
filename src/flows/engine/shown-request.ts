import type { HttpCall } from "../node.ts";
import { addToStep, type RunRow } from "../run-queries.ts";

const MAX_BODY = 4000;

/** What was asked, for the debugger: beside the step that began to wait. Secrets are masked by whoever calls. */
export async function keepRequest(
  row: RunRow,
  { method, url, headers, body }: HttpCall,
): Promise<void> {
  await addToStep(row.id, row.steps, {
    request: { method, url, headers, body: body?.slice(0, MAX_BODY) ?? null },
  });
}
