import { and, asc, desc, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import type { ConversationVisibility as Visibility } from "../../accounts/visibility.ts";
import { lockConversationRow, visible } from "../../conversations/queries.ts";
import { conversations } from "../../conversations/tables.ts";
import { currentTenantId, db, rowBefore } from "../../db/index.ts";
import type { RunRow, StepRow } from "../run-queries.ts";
import { flowExecutions as runs, flowSteps as steps, flowVersions } from "../tables.ts";

export interface RunWithVersion {
  run: RunRow;
  versionNumber: number | null;
}
const mine = () => eq(runs.tenantId, currentTenantId());
const joined = () =>
  db()
    .select({ run: runs, versionNumber: flowVersions.number })
    .from(runs)
    .leftJoin(
      flowVersions,
      and(eq(flowVersions.tenantId, runs.tenantId), eq(flowVersions.id, runs.rootVersionId)),
    );

export async function findRunWithVersion(id: string): Promise<RunWithVersion | undefined> {
  const [found] = await joined().where(and(mine(), eq(runs.id, id)));
  return found;
}

export async function findActiveIn(conversationId: string): Promise<RunWithVersion | undefined> {
  const [found] = await joined().where(and(mine(), eq(runs.activeKey, conversationId)));
  return found;
}

/** Holds the run until the transaction ends, so that the engine does not get on with it meanwhile. */
export async function lockActiveRun(conversationId: string): Promise<RunRow | undefined> {
  // The conversation before the run, as whatever sends in it does.
  await lockConversationRow(conversationId, { all: true });
  const [row] = await db()
    .update(runs)
    .set({ steps: sql`${runs.steps}` })
    .where(and(mine(), eq(runs.activeKey, conversationId)))
    .returning();
  return row;
}

interface Filter {
  flowId: string;
  status?: RunRow["status"] | undefined;
  conversationId?: string | undefined;
  before: [Date, string] | undefined;
  limit: number;
  visibility: Visibility;
}

/** Latest first; a run is seen by whoever sees its conversation. */
export async function listRuns(filter: Filter): Promise<RunWithVersion[]> {
  const { flowId, status, conversationId, before, limit, visibility } = filter;
  return joined()
    .innerJoin(
      conversations,
      and(eq(conversations.tenantId, runs.tenantId), eq(conversations.id, runs.conversationId)),
    )
    .where(
      and(
        mine(),
        visible(visibility),
        eq(runs.flowId, flowId),
        status === undefined ? undefined : eq(runs.status, status),
        conversationId === undefined ? undefined : eq(runs.conversationId, conversationId),
        before ? rowBefore([runs.startedAt, runs.id], before) : undefined,
      ),
    )
    .orderBy(desc(runs.startedAt), desc(runs.id))
    .limit(limit);
}

export async function listSteps(executionId: string): Promise<StepRow[]> {
  return db()
    .select()
    .from(steps)
    .where(and(eq(steps.tenantId, currentTenantId()), eq(steps.executionId, executionId)))
    .orderBy(asc(steps.seq));
}

export interface Period {
  flowId: string;
  from: Date | undefined;
  to: Date | undefined;
  versionId: string | undefined;
}
const counted = sql<number>`count(*)`.mapWith(Number);

const within = (column: typeof runs.startedAt, { from, to }: Period): SQL | undefined =>
  and(from ? gte(column, from) : undefined, to ? lt(column, to) : undefined);

/** How many runs stand where, and how they ended. */
export async function countRuns(period: Period) {
  return db()
    .select({ status: runs.status, endLabel: runs.endLabel, n: counted })
    .from(runs)
    .where(
      and(
        mine(),
        eq(runs.flowId, period.flowId),
        period.versionId === undefined ? undefined : eq(runs.rootVersionId, period.versionId),
        within(runs.startedAt, period),
      ),
    )
    .groupBy(runs.status, runs.endLabel);
}

/** Visits and ways on of each node; a node that waited counts once. */
export async function countSteps({ flowId, from, to, versionId }: Period) {
  return db()
    .select({
      nodeId: steps.nodeId,
      output: steps.output,
      n: counted,
      entered: sql<number>`sum(case when ${steps.cause} = 'enter' then 1 else 0 end)`.mapWith(
        Number,
      ),
      failed: sql<number>`sum(case when ${steps.error} is null then 0 else 1 end)`.mapWith(Number),
      totalMs: sql<number>`sum(${steps.durationMs})`.mapWith(Number),
    })
    .from(steps)
    .where(
      and(
        eq(steps.tenantId, currentTenantId()),
        eq(steps.flowId, flowId),
        versionId === undefined ? undefined : eq(steps.versionId, versionId),
        from ? gte(steps.at, from) : undefined,
        to ? lte(steps.at, to) : undefined,
      ),
    )
    .groupBy(steps.nodeId, steps.output);
}
