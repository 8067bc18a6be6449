import type { SendResult } from "../channels/channel.ts";
import { asTenant, currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { log } from "../ops/log.ts";
import { outboundMessages } from "../ops/metrics.ts";
import { takeEarlyStatuses } from "./ledger-queries.ts";
import { reportStatuses, type StatusReport } from "./ledger.ts";
import { markOutcomeUnknown, type MessageRow, upsertReaction } from "./queries.ts";
import { contentOf } from "./content.ts";

interface Finished {
  connectionId: string;
  message: MessageRow;
  result: SendResult;
  jobId: string;
}
interface Waiting {
  finished: Finished;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Answers that come within these milliseconds share a transaction. */
const GATHER_MS = 3;
const waiting = new Map<string, Waiting[]>();

/** Records how an attempt ended; resolves once that is durable. */
export function finishSend(finished: Finished): Promise<void> {
  const tenantId = currentTenantId();
  return new Promise((resolve, reject) => {
    const list = waiting.get(tenantId) ?? [];
    if (list.length === 0) setTimeout(() => void flush(tenantId), GATHER_MS);
    list.push({ finished, resolve, reject });
    waiting.set(tenantId, list);
  });
}

async function flush(tenantId: string): Promise<void> {
  const batch = waiting.get(tenantId) ?? [];
  waiting.delete(tenantId);
  try {
    await asTenant(tenantId, () =>
      transaction(() => record(batch.map(({ finished }) => finished))),
    );
    for (const { finished, resolve } of batch) {
      const { result } = finished;
      const outcome = result.ok ? "sent" : result.unknown ? "unknown" : "failed";
      outboundMessages.inc({ outcome });
      resolve();
    }
  } catch (error) {
    // Not recorded: the message stays in flight and turns into "outcome unknown" when its job comes back.
    log.error({ err: error, messages: batch.length }, "results of sends could not be recorded");
    for (const { reject } of batch) reject(error);
  }
}

async function record(list: Finished[]): Promise<void> {
  const now = clock.now();
  const reports: StatusReport[] = [];
  for (const { connectionId, message, result } of list) {
    if (result.ok) {
      reports.push({
        connectionId,
        messageId: message.id,
        waId: result.waId,
        status: "sent",
        at: now,
      });
      await recordReaction(message, now);
    } else if (!result.unknown) {
      const { code, reason, next } = result;
      const error = { code, reason, retryable: next !== "fail" };
      reports.push({ connectionId, messageId: message.id, status: "failed", at: now, error });
    }
  }
  await reportStatuses(reports);
  const unknown = await markOutcomeUnknown(
    list.flatMap(({ message, result }) => (!result.ok && result.unknown ? [message.id] : [])),
    now,
  );
  emit(
    "message.status",
    ...unknown.map(({ id, conversationId }) => ({ messageId: id, conversationId })),
  );
  // Statuses may overtake the answer that names the id they speak of.
  for (const [connectionId, own] of Map.groupBy(list, (finished) => finished.connectionId)) {
    const waIds = own.flatMap(({ result }) => (result.ok ? [result.waId] : []));
    await reportStatuses(await takeEarlyStatuses(connectionId, waIds));
  }
}

/** A reaction of ours shows on its target as soon as WhatsApp took it. */
async function recordReaction(message: MessageRow, at: Date): Promise<void> {
  const content = contentOf(message);
  if (content?.type !== "reaction") return;
  await upsertReaction(content.messageId, "us", content.emoji === "" ? null : content.emoji, at);
  emit("message.changed", { messageId: content.messageId, conversationId: message.conversationId });
}
