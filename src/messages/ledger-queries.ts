import { and, eq, lt, sql } from "drizzle-orm";
import { bulkInsert, currentTenantId, db, given, inGiven, prepared } from "../db/index.ts";
import type { StatusReport } from "./ledger.ts";
import type { MessageStatus } from "./schema.ts";
import { earlyStatuses, type MessageError, messages, messageStatuses } from "./tables.ts";

export type LedgerRow = typeof messages.$inferSelect;

// A write that changes nothing takes the row locks in both dialects and returns what it locked.
const nothing = { attempts: sql`${messages.attempts}` };
const ofTenant = eq(messages.tenantId, sql.placeholder("tenantId"));

const lockByIds = prepared((handle) =>
  handle
    .update(messages)
    .set(nothing)
    .where(and(ofTenant, inGiven(messages.id, "ids")))
    .returning()
    .prepare("ledger_by_ids"),
);
const lockByWaIds = prepared((handle) =>
  handle
    .update(messages)
    .set(nothing)
    .where(
      and(
        ofTenant,
        inGiven(messages.connectionId, "connectionIds"),
        inGiven(messages.whatsappMessageId, "waIds"),
      ),
    )
    .returning()
    .prepare("ledger_by_whatsapp_ids"),
);

/** The messages the reports speak of, locked against a concurrent sender where the engine locks rows. */
export async function findLedgerRows(reports: StatusReport[]): Promise<LedgerRow[]> {
  const tenantId = currentTenantId();
  const ids = [...new Set(reports.flatMap(({ messageId }) => messageId ?? []))];
  const rows = ids.length === 0 ? [] : await lockByIds().execute({ tenantId, ids: given(ids) });
  const known = new Set(rows.map(({ id }) => id));
  // Our own id says enough where it is known.
  const others = reports.filter(({ messageId }) => !messageId || !known.has(messageId));
  const waIds = [...new Set(others.flatMap(({ waId }) => waId ?? []))];
  if (waIds.length === 0) return rows;
  const connectionIds = [...new Set(others.map(({ connectionId }) => connectionId))];
  const more = await lockByWaIds().execute({
    tenantId,
    connectionIds: given(connectionIds),
    waIds: given(waIds),
  });
  return [...rows, ...more.filter(({ id }) => !known.has(id))];
}

interface Step {
  messageId: string;
  status: MessageStatus;
  at: Date;
  error?: MessageError;
}

const insertSteps = bulkInsert(messageStatuses, (insert) => insert.onConflictDoNothing());

export async function insertLedgerSteps(steps: Step[]): Promise<void> {
  const tenantId = currentTenantId();
  await insertSteps(
    steps.map(({ messageId, status, at, error }) => ({
      tenantId,
      messageId,
      status,
      at,
      details: error === undefined ? null : { ...error },
    })),
  );
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

/** The rows exist, so the insert always turns into the update. */
const upsertRows = bulkInsert(messages, (insert) =>
  insert.onConflictDoUpdate({
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
  }),
);

export async function upsertLedger(rows: LedgerRow[]): Promise<void> {
  await upsertRows(rows);
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

const takeEarly = prepared((handle) =>
  handle
    .delete(earlyStatuses)
    .where(
      and(
        eq(earlyStatuses.tenantId, sql.placeholder("tenantId")),
        eq(earlyStatuses.connectionId, sql.placeholder("connectionId")),
        inGiven(earlyStatuses.whatsappMessageId, "waIds"),
      ),
    )
    .returning()
    .prepare("take_early_statuses"),
);

/** Takes what arrived before the answer that named the id. */
export async function takeEarlyStatuses(
  connectionId: string,
  waIds: string[],
): Promise<StatusReport[]> {
  if (waIds.length === 0) return [];
  const tenantId = currentTenantId();
  const rows = await takeEarly().execute({ tenantId, connectionId, waIds: given(waIds) });
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
