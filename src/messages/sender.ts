import type { OutboundMedia, SendResult } from "../channels/channel.ts";
import { hostFor, type OpenedConnection, openConnection } from "../connections/open.ts";
import { asTenant, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { defineJob, type Verdict } from "../jobs/service.ts";
import type { Job } from "../jobs/queries.ts";
import { backoffMs } from "../jobs/worker.ts";
import { clock } from "../lib/clock.ts";
import { ensureRemoteMedia } from "../media/remote.ts";
import { log } from "../ops/log.ts";
import { contentOf } from "./content.ts";
import { finishSend } from "./outcome.ts";
import { takePlace } from "./pace.ts";
import {
  clearInFlight,
  listRecipients,
  markInFlight,
  markOutcomeUnknown,
  type MessageRow,
} from "./queries.ts";
import { SEND_JOB } from "./send.ts";

/** Definite refusals that may pass are tried this often before the message fails. */
const MAX_ATTEMPTS = 8;

defineJob({ kind: SEND_JOB, concurrency: 256, leaseMs: 30_000, runBatch: sendBatch });

/** Jobs of all connections at once: places are taken, messages marked, then requests leave side by side. */
async function sendBatch(batch: Job[]): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const lanes = Map.groupBy(batch, ({ ownerId, lane }) => `${ownerId}/${lane}`);
  await Promise.all(
    [...lanes.values()].map(async (jobs) => {
      const [first] = jobs;
      if (!first || first.ownerId === null) return;
      // One lane's trouble must not end the batch while others are still sending.
      await asTenant(first.ownerId, () => sendLane(first.lane, jobs, verdicts)).catch(
        (err: unknown) => log.error({ err, connectionId: first.lane }, "a lane could not send"),
      );
    }),
  );
  return verdicts;
}

async function sendLane(
  connectionId: string,
  jobs: Job[],
  verdicts: Map<string, Verdict>,
): Promise<void> {
  const connection = await openConnection(connectionId);
  const byMessage = new Map(jobs.map((job) => [String(job.payload["messageId"]), job]));
  const recipients = await listRecipients([...byMessage.keys()]);
  const allowed: string[] = [];
  for (const [messageId, job] of byMessage) {
    const recipient = recipients.get(messageId);
    const wait = takePlace(connectionId, recipient?.contactId ?? "", connection.pace, clock.ms());
    if (wait) verdicts.set(job.id, { postponeTo: new Date(wait.waitUntil) });
    else allowed.push(messageId);
  }
  const marked = await markForSending(allowed);
  // Waits for all: a request in flight must not be taken for a lost one.
  const settled = await Promise.allSettled(
    allowed.map(async (messageId) => {
      const job = byMessage.get(messageId);
      const message = marked.get(messageId);
      if (!job) return;
      const to = recipients.get(messageId)?.identity ?? {};
      verdicts.set(job.id, message ? await attempt(connection, message, to, job) : { done: true });
    }),
  );
  for (const result of settled)
    if (result.status === "rejected") log.error({ err: result.reason }, "a send failed");
}

/** Committed before any request leaves: after a crash it is known which messages may have gone out. */
async function markForSending(ids: string[]): Promise<Map<string, MessageRow>> {
  return transaction(async () => {
    const rows = new Map((await markInFlight(ids, clock.now())).map((row) => [row.id, row]));
    const leftOver = ids.filter((id) => !rows.has(id));
    const unknown = await markOutcomeUnknown(leftOver, clock.now());
    emit(
      "message.status",
      ...unknown.map(({ id, conversationId }) => ({ messageId: id, conversationId })),
    );
    return rows;
  });
}

async function attempt(
  connection: OpenedConnection,
  message: MessageRow,
  to: { phone?: string; bsuid?: string; lid?: string },
  job: Job,
): Promise<Verdict> {
  const result = await request(connection, message, to);
  if (!result.ok && !result.unknown && result.next !== "fail" && message.attempts < MAX_ATTEMPTS) {
    await clearInFlight(message.id);
    const waitMs = result.retryAfterMs ?? backoffMs(message.attempts);
    return { postponeTo: new Date(clock.ms() + waitMs) };
  }
  await finishSend({ connectionId: connection.id, message, result, jobId: job.id });
  return { done: true };
}

async function request(
  connection: OpenedConnection,
  message: MessageRow,
  to: { phone?: string; bsuid?: string; lid?: string },
): Promise<SendResult> {
  const content = contentOf(message);
  if (!content) return refused("CONTENT_LOST", "The message's content could not be read.");
  if (!to.phone && !to.bsuid && !to.lid)
    return refused("NO_RECIPIENT", "The contact has no number that can be reached.");
  let media: OutboundMedia | undefined;
  if ("mediaId" in content) {
    const ready = await ensureRemoteMedia(content.mediaId, connection);
    if (!ready.ok) return { ...ready, unknown: false };
    media = ready.media;
  }
  return connection.channel.send(
    connection,
    {
      callbackId: message.id,
      to,
      content,
      attempt: message.attempts,
      ...(media ? { media } : {}),
      ...(message.replyToWhatsappId === null ? {} : { contextWaId: message.replyToWhatsappId }),
    },
    hostFor(connection),
  );
}

const refused = (code: string, reason: string): SendResult => ({
  ok: false,
  unknown: false,
  code,
  reason,
  next: "fail",
});
