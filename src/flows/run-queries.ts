import { and, count, desc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { tenants, users } from "../accounts/tables.ts";
import { contacts } from "../contacts/tables.ts";
import { conversations } from "../conversations/tables.ts";
import { currentTenantId, db, prepared } from "../db/index.ts";
import { messages } from "../messages/tables.ts";
import {
  flowExecutions as runs,
  flowInbox as inbox,
  flowPauses as pauses,
  flowSteps,
} from "./tables.ts";

export type RunRow = typeof runs.$inferSelect;
export type InboxRow = typeof inbox.$inferSelect;
export type PauseRow = typeof pauses.$inferSelect;
export type StepRow = typeof flowSteps.$inferSelect;
type NewRun = Omit<typeof runs.$inferInsert, "tenantId">;
type NewInbox = Omit<typeof inbox.$inferInsert, "tenantId">;
type NewStep = Omit<typeof flowSteps.$inferInsert, "tenantId">;

const mine = () => eq(runs.tenantId, currentTenantId());

export async function findRun(id: string): Promise<RunRow | undefined> {
  const [row] = await db()
    .select()
    .from(runs)
    .where(and(mine(), eq(runs.id, id)));
  return row;
}

/** Prepared, as are the others that every message costs. */
const activeRun = prepared((handle) =>
  handle
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.tenantId, sql.placeholder("tenantId")),
        eq(runs.activeKey, sql.placeholder("conversationId")),
      ),
    )
    .prepare("find_active_run"),
);

export async function findActiveRun(conversationId: string): Promise<RunRow | undefined> {
  const [row] = await activeRun().execute({ tenantId: currentTenantId(), conversationId });
  return row;
}

/** Undefined when another one is under way in the conversation. */
export async function insertRun(values: NewRun): Promise<RunRow | undefined> {
  const [row] = await db()
    .insert(runs)
    .values({ ...values, tenantId: currentTenantId() })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Only over what was read: false when somebody else got on with the run meanwhile. */
export async function setRun(
  { id, revision }: Pick<RunRow, "id" | "revision">,
  values: Partial<NewRun>,
): Promise<boolean> {
  const rows = await db()
    .update(runs)
    .set({ ...values, revision: revision + 1 })
    .where(and(mine(), eq(runs.id, id), eq(runs.revision, revision)))
    .returning({ id: runs.id });
  return rows.length === 1;
}

const startsSince = prepared((handle) =>
  handle
    .select({ n: count() })
    .from(runs)
    .where(
      and(
        eq(runs.tenantId, sql.placeholder("tenantId")),
        eq(runs.conversationId, sql.placeholder("conversationId")),
        gte(runs.startedAt, sql.param(sql.placeholder("since"), runs.startedAt)),
      ),
    )
    .prepare("count_flow_starts"),
);

export async function countStartsSince(conversationId: string, since: Date): Promise<number> {
  const tenantId = currentTenantId();
  const [row] = await startsSince().execute({ tenantId, conversationId, since });
  return row?.n ?? 0;
}

export async function insertSteps(list: NewStep[]): Promise<void> {
  if (list.length === 0) return;
  const tenantId = currentTenantId();
  await db()
    .insert(flowSteps)
    .values(list.map((step) => ({ ...step, tenantId })));
}

export async function insertInbox(list: NewInbox[]): Promise<void> {
  if (list.length === 0) return;
  const tenantId = currentTenantId();
  await db()
    .insert(inbox)
    .values(list.map((row) => ({ ...row, tenantId })));
}

const oldestInbox = prepared((handle) =>
  handle
    .select()
    .from(inbox)
    .where(
      and(
        eq(inbox.tenantId, sql.placeholder("tenantId")),
        eq(inbox.conversationId, sql.placeholder("conversationId")),
      ),
    )
    .orderBy(inbox.id)
    .limit(sql.placeholder("limit"))
    .prepare("list_flow_inbox"),
);

/** Oldest first: ids grow with time. */
export async function listInbox(conversationId: string, limit: number): Promise<InboxRow[]> {
  return oldestInbox().execute({ tenantId: currentTenantId(), conversationId, limit });
}

/** False when somebody else took some of them. */
export async function takeFromInbox(ids: string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const rows = await db()
    .delete(inbox)
    .where(and(eq(inbox.tenantId, currentTenantId()), inArray(inbox.id, ids)))
    .returning({ id: inbox.id });
  return rows.length === ids.length;
}

const pauseOf = prepared((handle) =>
  handle
    .select()
    .from(pauses)
    .where(
      and(
        eq(pauses.tenantId, sql.placeholder("tenantId")),
        eq(pauses.conversationId, sql.placeholder("conversationId")),
      ),
    )
    .prepare("find_flow_pause"),
);

export async function findPause(conversationId: string): Promise<PauseRow | undefined> {
  const [row] = await pauseOf().execute({ tenantId: currentTenantId(), conversationId });
  return row;
}

export async function upsertPause(
  conversationId: string,
  until: Date,
  reason: PauseRow["reason"],
): Promise<void> {
  await db()
    .insert(pauses)
    .values({ tenantId: currentTenantId(), conversationId, until, reason })
    .onConflictDoUpdate({
      target: [pauses.tenantId, pauses.conversationId],
      set: { until, reason },
    });
}

export async function deletePauses(conversationIds: string[]): Promise<void> {
  if (conversationIds.length > 0)
    await db()
      .delete(pauses)
      .where(
        and(
          eq(pauses.tenantId, currentTenantId()),
          inArray(pauses.conversationId, conversationIds),
        ),
      );
}

const chatWith = prepared((handle) =>
  handle
    .select({ conversation: conversations, contact: contacts })
    .from(conversations)
    .innerJoin(
      contacts,
      and(eq(contacts.tenantId, conversations.tenantId), eq(contacts.id, conversations.contactId)),
    )
    .where(
      and(
        eq(conversations.tenantId, sql.placeholder("tenantId")),
        eq(conversations.id, sql.placeholder("conversationId")),
      ),
    )
    .prepare("find_flow_chat"),
);

/** A conversation with whom it is with. */
export async function findChat(conversationId: string) {
  const [row] = await chatWith().execute({ tenantId: currentTenantId(), conversationId });
  return row;
}
export type Chat = NonNullable<Awaited<ReturnType<typeof findChat>>>;

/** When the contact last wrote on this connection before that instant. */
export async function findInboundBefore(
  contactId: string,
  connectionId: string,
  instant: Date,
  exceptId: string,
): Promise<Date | undefined> {
  const [row] = await db()
    .select({ sentAt: messages.sentAt, id: messages.id })
    .from(messages)
    .innerJoin(
      conversations,
      and(
        eq(conversations.tenantId, messages.tenantId),
        eq(conversations.id, messages.conversationId),
      ),
    )
    .where(
      and(
        eq(messages.tenantId, currentTenantId()),
        eq(conversations.contactId, contactId),
        eq(messages.connectionId, connectionId),
        eq(messages.direction, "inbound"),
        sql`${messages.id} <> ${exceptId}`,
        lt(messages.sentAt, new Date(instant.getTime() + 1)),
      ),
    )
    .orderBy(desc(messages.sentAt))
    .limit(1);
  return row?.sentAt;
}

/** The chat somebody was last talked to in. */
export async function findLatestChatId(contactId: string): Promise<string | undefined> {
  const [row] = await db()
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, currentTenantId()),
        eq(conversations.contactId, contactId),
        isNull(conversations.groupId),
      ),
    )
    .orderBy(desc(conversations.lastMessageAt))
    .limit(1);
  return row?.id;
}

/** The active agent with the fewest open conversations; the owner when there is no agent. */
export async function findLeastBusy(): Promise<string | undefined> {
  const open = sql<number>`(select count(*) from ${conversations} where ${conversations.tenantId} = ${users.tenantId} and ${conversations.assignedAgentId} = ${users.id} and ${conversations.status} = 'open')`;
  const rows = await db()
    .select({ id: users.id, role: users.role, open })
    .from(users)
    .where(and(eq(users.tenantId, currentTenantId()), eq(users.status, "active")));
  const agents = rows.filter(({ role }) => role === "agent");
  const [first] = (agents.length > 0 ? agents : rows).toSorted(
    (a, b) => Number(a.open) - Number(b.open) || (a.id < b.id ? -1 : 1),
  );
  return first?.id;
}

export async function findTenantZone() {
  const [row] = await db()
    .select({ timezone: tenants.timezone, settings: tenants.settings })
    .from(tenants)
    .where(eq(tenants.id, currentTenantId()));
  return row;
}

/** More to tell about a step that is already written. */
export async function addToStep(
  executionId: string,
  seq: number,
  more: Record<string, unknown>,
): Promise<void> {
  const which = and(
    eq(flowSteps.tenantId, currentTenantId()),
    eq(flowSteps.executionId, executionId),
    eq(flowSteps.seq, seq),
  );
  const [row] = await db().select({ result: flowSteps.result }).from(flowSteps).where(which);
  if (row)
    await db()
      .update(flowSteps)
      .set({ result: { ...row.result, ...more } })
      .where(which);
}
