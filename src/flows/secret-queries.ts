import { and, asc, eq } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import { flowSecrets } from "./tables.ts";

export type SecretRow = typeof flowSecrets.$inferSelect;

const own = () => eq(flowSecrets.tenantId, currentTenantId());

export async function listSecretRows(): Promise<SecretRow[]> {
  return db().select().from(flowSecrets).where(own()).orderBy(asc(flowSecrets.name));
}

export async function upsertSecret(
  values: Pick<SecretRow, "name" | "sealed" | "hint">,
): Promise<SecretRow | undefined> {
  const { sealed, hint } = values;
  const [row] = await db()
    .insert(flowSecrets)
    .values({ ...values, tenantId: currentTenantId() })
    .onConflictDoUpdate({
      target: [flowSecrets.tenantId, flowSecrets.name],
      set: { sealed, hint, updatedAt: new Date() },
    })
    .returning();
  return row;
}

export async function deleteSecret(name: string): Promise<boolean> {
  const rows = await db()
    .delete(flowSecrets)
    .where(and(own(), eq(flowSecrets.name, name)))
    .returning({ id: flowSecrets.id });
  return rows.length === 1;
}
