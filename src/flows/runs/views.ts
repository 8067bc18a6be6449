import type { StepRow } from "../run-queries.ts";
import type { RunWithVersion } from "./queries.ts";
import type { FlowExecution, FlowStep } from "./schema.ts";

export const toExecution = ({ run, versionNumber }: RunWithVersion): FlowExecution => ({
  id: run.id,
  tenantId: run.tenantId,
  flowId: run.flowId,
  versionId: run.rootVersionId,
  versionNumber,
  conversationId: run.conversationId,
  contactId: run.contactId,
  status: run.status,
  currentNodeId: run.nodeId,
  startedBy: run.startedBy.kind,
  waitingFor: run.waiting?.for ?? null,
  wakeAt: run.wakeAt,
  steps: run.steps,
  endLabel: run.endLabel,
  error: run.error,
  startedAt: run.startedAt,
  completedAt: run.endedAt,
});

/** Each step with the variables before and after: only what changed is stored. */
export function toSteps(initial: Record<string, unknown>, rows: readonly StepRow[]): FlowStep[] {
  let before = initial;
  return rows.map((row) => {
    const after = { ...before, ...row.changes };
    const step: FlowStep = {
      seq: row.seq,
      flowId: row.flowId,
      nodeId: row.nodeId,
      nodeType: row.nodeType,
      cause: row.cause,
      input: row.input,
      output: row.output,
      result: row.result,
      variablesBefore: before,
      variablesAfter: after,
      error: row.error,
      at: row.at,
      durationMs: row.durationMs,
    };
    before = after;
    return step;
  });
}
