import { lockName } from "../db/index.ts";
import { emit } from "../events/events.ts";
import {
  findLedgerRows,
  insertEarlyStatuses,
  insertLedgerSteps,
  type LedgerRow,
  upsertLedger,
} from "./ledger-queries.ts";
import type { MessageStatus } from "./schema.ts";
import type { MessageError } from "./tables.ts";

/** Something was learned about an outbound message, from WhatsApp or from our own attempt. */
export interface StatusReport {
  connectionId: string;
  /** Ours, where known. */
  messageId?: string;
  /** WhatsApp's, where known. */
  waId?: string;
  status: Exclude<MessageStatus, "queued" | "sending">;
  at: Date;
  error?: MessageError;
}

/** Later steps win, whatever the order of arrival. `failed` is final unless delivery is already proven. */
const RANK: Record<MessageStatus, number> = {
  queued: 0,
  sending: 1,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
};

export const isForward = (from: MessageStatus, to: MessageStatus): boolean =>
  from !== "failed" && RANK[to] > RANK[from];

/** The only writer of `messages.status` after a send began. In bulk, inside the caller's transaction. */
export async function reportStatuses(reports: StatusReport[]): Promise<void> {
  if (reports.length === 0) return;
  const lanes = [...new Set(reports.map(({ connectionId }) => connectionId))].toSorted();
  for (const lane of lanes) await lockName(`ledger/${lane}`);
  const rows = await findLedgerRows(reports);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byWaId = new Map(
    rows.flatMap((row) => (row.whatsappMessageId === null ? [] : [[waKey(row), row] as const])),
  );
  const changed = new Map<string, LedgerRow>();
  const steps = new Map<
    string,
    { messageId: string; status: MessageStatus; at: Date; error?: MessageError }
  >();
  const early: StatusReport[] = [];

  for (const report of reports) {
    const known = report.messageId === undefined ? undefined : byId.get(report.messageId);
    const row =
      known ??
      (report.waId === undefined ? undefined : byWaId.get(`${report.connectionId}/${report.waId}`));
    if (!row || row.direction !== "outbound" || row.connectionId !== report.connectionId) {
      if (!row && report.waId !== undefined) early.push(report);
      continue;
    }
    steps.set(`${row.id}/${report.status}`, { messageId: row.id, ...report });
    if (advance(row, report)) changed.set(row.id, row);
  }
  await insertLedgerSteps([...steps.values()]);
  await insertEarlyStatuses(early);
  await upsertLedger([...changed.values()]);
  emit(
    "message.status",
    ...[...changed.values()].map(({ id, conversationId }) => ({ messageId: id, conversationId })),
  );
}

const waKey = (row: LedgerRow): string => `${row.connectionId}/${row.whatsappMessageId}`;

/** Applies one report to the row in hand; true when anything changed. */
function advance(row: LedgerRow, { status, at, error, waId }: StatusReport): boolean {
  let changed = false;
  if (waId !== undefined && row.whatsappMessageId === null) {
    row.whatsappMessageId = waId;
    changed = true;
  }
  if (row.outcomeUnknownAt !== null || row.inFlightAt !== null) {
    // Whatever came, the request is answered now.
    row.outcomeUnknownAt = null;
    row.inFlightAt = null;
    row.error = null;
    changed = true;
  }
  if (
    status !== "failed" &&
    (status === "delivered" || status === "read") &&
    row.deliveredAt === null
  ) {
    row.deliveredAt = at;
    changed = true;
  }
  if (status === "read" && row.readAt === null) {
    row.readAt = at;
    changed = true;
  }
  if (row.status !== null && isForward(row.status, status)) {
    row.status = status;
    row.error = status === "failed" ? (error ?? UNEXPLAINED) : null;
    changed = true;
  }
  return changed;
}

const UNEXPLAINED: MessageError = {
  code: "UNKNOWN",
  reason: "WhatsApp could not deliver the message and gave no reason.",
  retryable: true,
};
