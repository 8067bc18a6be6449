import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { conversations } from "../conversations/tables.ts";
import { currentTenantId, db } from "../db/index.ts";
import { contactMerges, contacts } from "./tables.ts";

export type MergeRow = typeof contactMerges.$inferSelect;

export async function insertMerge(
  row: Pick<MergeRow, "winnerId" | "loserId" | "reason" | "moved">,
): Promise<void> {
  await db()
    .insert(contactMerges)
    .values({ ...row, tenantId: currentTenantId() });
}

export async function findLastMerge(winnerId: string): Promise<MergeRow | undefined> {
  const [row] = await db()
    .select()
    .from(contactMerges)
    .where(
      and(
        eq(contactMerges.tenantId, currentTenantId()),
        eq(contactMerges.winnerId, winnerId),
        isNull(contactMerges.undoneAt),
      ),
    )
    .orderBy(desc(contactMerges.id))
    .limit(1);
  return row;
}

/** False when somebody undid it first. */
export async function setMergeUndone(id: string, at: Date): Promise<boolean> {
  const rows = await db()
    .update(contactMerges)
    .set({ undoneAt: at })
    .where(
      and(
        eq(contactMerges.tenantId, currentTenantId()),
        eq(contactMerges.id, id),
        isNull(contactMerges.undoneAt),
      ),
    )
    .returning({ id: contactMerges.id });
  return rows.length === 1;
}

/** A merged contact is out of sight; null brings it back. */
export async function setMergedInto(id: string, mergedIntoId: string | null): Promise<void> {
  await db()
    .update(contacts)
    .set({ mergedIntoId })
    .where(and(eq(contacts.tenantId, currentTenantId()), eq(contacts.id, id)));
}

/** All conversations of a contact, or the named ones; returns what moved. */
export async function moveConversations(
  from: string,
  to: string,
  only?: readonly string[],
): Promise<string[]> {
  if (only?.length === 0) return [];
  const rows = await db()
    .update(conversations)
    .set({ contactId: to, updatedAt: sql`${conversations.updatedAt}` })
    .where(
      and(
        eq(conversations.tenantId, currentTenantId()),
        eq(conversations.contactId, from),
        only ? inArray(conversations.id, [...only]) : undefined,
      ),
    )
    .returning({ id: conversations.id });
  return rows.map(({ id }) => id);
}
