import { currentTenantId } from "../../db/index.ts";
import { cancel, enqueue } from "../../jobs/service.ts";

export const ADVANCE_JOB = "flow.advance";
export const WAKE_JOB = "flow.wake";
export const CALL_JOB = "flow.call";
/** A person waits for the answer. */
const PRIORITY = 20;

/** There is something to do in these conversations. One job a conversation: what happens there happens in order. */
export const rouse = (...conversationIds: string[]): Promise<void> =>
  enqueue(...conversationIds.map((id) => advanceJob(currentTenantId(), id)));

export const advanceJob = (ownerId: string, conversationId: string) => ({
  kind: ADVANCE_JOB,
  ownerId,
  payload: { conversationId },
  uniqueKey: conversationId,
  priority: PRIORITY,
});

interface Moment {
  id: string;
  steps: number;
}
const keyOf = ({ id, steps }: Moment): string => `${id}/${steps}`;

export const wakeAt = (run: Moment, conversationId: string, at: Date): Promise<void> =>
  enqueue({
    kind: WAKE_JOB,
    ownerId: currentTenantId(),
    payload: { conversationId },
    uniqueKey: keyOf(run),
    runAt: at,
    priority: PRIORITY,
  });

/** It went on before its time. */
export const forgetWake = (run: Moment): Promise<void> => cancel(WAKE_JOB, keyOf(run));

export const callOut = (run: Moment): Promise<void> =>
  enqueue({
    kind: CALL_JOB,
    ownerId: currentTenantId(),
    payload: { executionId: run.id, steps: run.steps },
    uniqueKey: keyOf(run),
    priority: PRIORITY,
  });
