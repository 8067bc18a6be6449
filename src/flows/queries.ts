import { and, count, desc, eq, ne, sql } from "drizzle-orm";
import { users } from "../accounts/tables.ts";
import { contains, currentTenantId, db } from "../db/index.ts";
import { flows, flowVersions, type StoredFlow } from "./tables.ts";

export type FlowRow = typeof flows.$inferSelect;
export type VersionRow = typeof flowVersions.$inferSelect;
type NewFlow = Omit<typeof flows.$inferInsert, "tenantId">;
type NewVersion = Omit<typeof flowVersions.$inferInsert, "tenantId">;

const mine = (id: string) => and(eq(flows.tenantId, currentTenantId()), eq(flows.id, id));
const ownVersions = () => eq(flowVersions.tenantId, currentTenantId());

export interface FlowWithVersion {
  flow: FlowRow;
  published: Pick<VersionRow, "number" | "hash" | "createdAt" | "data"> | null;
}
const columns = {
  flow: flows,
  published: {
    number: flowVersions.number,
    hash: flowVersions.hash,
    createdAt: flowVersions.createdAt,
    data: flowVersions.data,
  },
};
const joined = () =>
  db()
    .select(columns)
    .from(flows)
    .leftJoin(
      flowVersions,
      and(eq(flowVersions.tenantId, flows.tenantId), eq(flowVersions.id, flows.publishedVersionId)),
    );

export async function findFlow(id: string): Promise<FlowWithVersion | undefined> {
  const [found] = await joined().where(mine(id));
  return found;
}

interface Filter {
  status?: FlowRow["status"] | undefined;
  search?: string | undefined;
}
const matching = ({ status, search }: Filter) =>
  and(
    eq(flows.tenantId, currentTenantId()),
    status === undefined ? undefined : eq(flows.status, status),
    search ? contains(flows.name, search) : undefined,
  );

export async function listFlowRows(
  filter: Filter,
  page: number,
  limit: number,
): Promise<FlowWithVersion[]> {
  return joined()
    .where(matching(filter))
    .orderBy(desc(flows.updatedAt), desc(flows.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export const countFlowRows = (filter: Filter): Promise<number> =>
  db().$count(flows, matching(filter));

/** All of the tenant's, for what concerns them together: triggers, calls between flows. */
export async function listPublished(): Promise<FlowWithVersion[]> {
  return joined().where(and(eq(flows.tenantId, currentTenantId()), ne(flows.status, "draft")));
}

export async function hasAnyFlow(): Promise<boolean> {
  const rows = await db()
    .select({ id: flows.id })
    .from(flows)
    .where(eq(flows.tenantId, currentTenantId()))
    .limit(1);
  return rows.length > 0;
}

export async function insertFlow(values: NewFlow): Promise<void> {
  await db()
    .insert(flows)
    .values({ ...values, tenantId: currentTenantId() });
}

export async function setFlow(id: string, values: Partial<NewFlow>): Promise<boolean> {
  const rows = await db().update(flows).set(values).where(mine(id)).returning({ id: flows.id });
  return rows.length === 1;
}

/** Only over the revision somebody saw; undefined when another one is there. */
export async function setDraft(
  id: string,
  revision: number,
  draft: StoredFlow,
  draftHash: string,
): Promise<number | undefined> {
  const [row] = await db()
    .update(flows)
    .set({ draft, draftHash, revision: sql`${flows.revision} + 1` })
    .where(and(mine(id), eq(flows.revision, revision)))
    .returning({ revision: flows.revision });
  return row?.revision;
}

export async function lockFlow(id: string): Promise<FlowRow | undefined> {
  const [row] = await db()
    .update(flows)
    .set({ revision: sql`${flows.revision}`, updatedAt: sql`${flows.updatedAt}` })
    .where(mine(id))
    .returning();
  return row;
}

export async function deleteFlowRow(id: string): Promise<boolean> {
  const rows = await db().delete(flows).where(mine(id)).returning({ id: flows.id });
  return rows.length === 1;
}

export async function insertVersion(values: NewVersion): Promise<void> {
  await db()
    .insert(flowVersions)
    .values({ ...values, tenantId: currentTenantId() });
}

export async function findLatestNumber(flowId: string): Promise<number> {
  const [row] = await db()
    .select({ number: flowVersions.number })
    .from(flowVersions)
    .where(and(ownVersions(), eq(flowVersions.flowId, flowId)))
    .orderBy(desc(flowVersions.number))
    .limit(1);
  return row?.number ?? 0;
}

export async function findVersion(flowId: string, number: number): Promise<VersionRow | undefined> {
  const [row] = await db()
    .select()
    .from(flowVersions)
    .where(and(ownVersions(), eq(flowVersions.flowId, flowId), eq(flowVersions.number, number)));
  return row;
}

export async function findVersionById(id: string): Promise<VersionRow | undefined> {
  const [row] = await db()
    .select()
    .from(flowVersions)
    .where(and(ownVersions(), eq(flowVersions.id, id)));
  return row;
}

export async function listVersionRows(
  flowId: string,
  page: number,
  limit: number,
): Promise<VersionRow[]> {
  return db()
    .select()
    .from(flowVersions)
    .where(and(ownVersions(), eq(flowVersions.flowId, flowId)))
    .orderBy(desc(flowVersions.number))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function countVersionRows(flowId: string): Promise<number> {
  const [row] = await db()
    .select({ n: count() })
    .from(flowVersions)
    .where(and(ownVersions(), eq(flowVersions.flowId, flowId)));
  return row?.n ?? 0;
}

export async function listAgentIds(): Promise<string[]> {
  const rows = await db()
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, currentTenantId()), eq(users.status, "active")));
  return rows.map(({ id }) => id);
}
