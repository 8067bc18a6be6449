import { and, eq, inArray, lt, or, sql } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import type { StatusReport } from "./ledger.ts";
import type { MessageStatus } from "./schema.ts";
import { earlyStatuses, type MessageError, messages, messageStatuses } from "./tables.ts";

export type LedgerRow = typeof messages.$inferSelect;

/** The messages the reports speak of, locked against a concurrent sender where the engine locks rows. */
export async function findLedgerRows(reports: StatusReport[]): Promise<LedgerRow[]> {
  const ids = [...new Set(reports.flatMap(({ messageId }) => messageId ?? []))];
  const waIds = [...new Set(reports.flatMap(({ waId }) => waId ?? []))];
  const connectionIds = [...new Set(reports.map(({ connectionId }) => connectionId))];
  // A write that changes nothing takes the row locks in both dialects and returns what it locked.
  return db()
    .update(messages)
    .set({ attempts: sql`${messages.attempts}` })
    .where(
      and(
        eq(messages.tenantId, currentTenantId()),
        or(
          ids.length > 0 ? inArray(messages.id, ids) : undefined,
          waIds.length > 0
            ? and(
                inArray(messages.connectionId, connectionIds),
                inArray(messages.whatsappMessageId, waIds),
              )
            : undefined,
        ),
      ),
    )
    .returning();
}

interface Step {
  messageId: string;
  status: MessageStatus;
  at: Date;
  error?: MessageError;
}

export async function insertLedgerSteps(steps: Step[]): Promise<void> {
  if (steps.length === 0) return;
  const tenantId = currentTenantId();
  await db()
    .insert(messageStatuses)
    .values(
      steps.map(({ messageId, status, at, error }) => ({
        tenantId,
        messageId,
        status,
        at,
        details: error === undefined ? null : { ...error },
      })),
    )
    .onConflictDoNothing();
}

const ORDER: MessageStatus[] = ["queued", "sending", "sent", "delivered", "read", "failed"];

/** In the order of the ledger: WhatsApp's clock counts whole seconds, so times alone would mix the steps up. */
export async function listLedgerSteps(
  messageId: string,
): Promise<{ status: MessageStatus; at: Date }[]> {
  const steps = await db()
    .select({ status: messageStatuses.status, at: messageStatuses.at })
    .from(messageStatuses)
    .where(
      and(
        eq(messageStatuses.tenantId, currentTenantId()),
        eq(messageStatuses.messageId, messageId),
      ),
    );
  return steps.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

/** Many rows in one statement: the rows exist, so the insert always turns into the update. */
export async function upsertLedger(rows: LedgerRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db()
    .insert(messages)
    .values(rows)
    .onConflictDoUpdate({
      target: [messages.tenantId, messages.id],
      set: {
        status: sql`excluded.status`,
        error: sql`excluded.error`,
        whatsappMessageId: sql`excluded.whatsapp_message_id`,
        inFlightAt: sql`excluded.in_flight_at`,
        outcomeUnknownAt: sql`excluded.outcome_unknown_at`,
        deliveredAt: sql`excluded.delivered_at`,
        readAt: sql`excluded.read_at`,
      },
    });
}

export async function insertEarlyStatuses(reports: StatusReport[]): Promise<void> {
  const tenantId = currentTenantId();
  const values = reports.flatMap(({ connectionId, waId, status, at, error }) =>
    waId === undefined
      ? []
      : [{ tenantId, connectionId, whatsappMessageId: waId, status, at, error: error ?? null }],
  );
  if (values.length > 0) await db().insert(earlyStatuses).values(values).onConflictDoNothing();
}

/** Takes what arrived before the answer that named the id. */
export async function takeEarlyStatuses(
  connectionId: string,
  waIds: string[],
): Promise<StatusReport[]> {
  if (waIds.length === 0) return [];
  const rows = await db()
    .delete(earlyStatuses)
    .where(
      and(
        eq(earlyStatuses.tenantId, currentTenantId()),
        eq(earlyStatuses.connectionId, connectionId),
        inArray(earlyStatuses.whatsappMessageId, waIds),
      ),
    )
    .returning();
  return rows.map(({ whatsappMessageId, status, at, error }) => ({
    connectionId,
    waId: whatsappMessageId,
    status,
    at,
    ...(error === null ? {} : { error }),
  }));
}

/** Of messages that no answer ever named, across tenants. */
export async function deleteEarlyStatusesBefore(instant: Date): Promise<void> {
  await db().delete(earlyStatuses).where(lt(earlyStatuses.createdAt, instant));
}
