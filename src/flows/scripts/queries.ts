import { and, asc, eq } from "drizzle-orm";
import { currentTenantId, db } from "../../db/index.ts";
import { flowTests } from "../tables.ts";

export type TestRow = typeof flowTests.$inferSelect;

const ofFlow = (flowId: string) =>
  and(eq(flowTests.tenantId, currentTenantId()), eq(flowTests.flowId, flowId));

export async function listTestRows(flowId: string): Promise<TestRow[]> {
  return db().select().from(flowTests).where(ofFlow(flowId)).orderBy(asc(flowTests.id));
}

export async function insertTest(
  values: Pick<TestRow, "flowId" | "name" | "script">,
): Promise<TestRow | undefined> {
  const [row] = await db()
    .insert(flowTests)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  return row;
}

export async function deleteTest(flowId: string, id: string): Promise<boolean> {
  const rows = await db()
    .delete(flowTests)
    .where(and(ofFlow(flowId), eq(flowTests.id, id)))
    .returning({ id: flowTests.id });
  return rows.length === 1;
}
