import { and, asc, count, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import { currentTenantId, db } from "../db/index.ts";
import {
  sandboxContacts,
  sandboxFaults,
  sandboxMedia,
  sandboxMessages,
  sandboxNetworks,
} from "./tables.ts";

export type ContactRow = typeof sandboxContacts.$inferSelect;
export type MessageRow = typeof sandboxMessages.$inferSelect;
export type MediaRow = typeof sandboxMedia.$inferSelect;
export type FaultRow = typeof sandboxFaults.$inferSelect;
type New<T extends { $inferInsert: unknown }> = Omit<T["$inferInsert"], "tenantId">;

/** Takes the next number of the network. Its row stays locked until the commit, so numbers become visible in order. */
export async function nextRevision(connectionId: string): Promise<number> {
  const [row] = await db()
    .insert(sandboxNetworks)
    .values({ tenantId: currentTenantId(), connectionId })
    .onConflictDoUpdate({
      target: [sandboxNetworks.tenantId, sandboxNetworks.connectionId],
      set: { revision: sql`${sandboxNetworks.revision} + 1` },
    })
    .returning({ revision: sandboxNetworks.revision });
  if (!row) throw new Error("the network's counter was not written");
  return row.revision;
}

export async function findRevision(connectionId: string): Promise<number> {
  const [row] = await db()
    .select({ revision: sandboxNetworks.revision })
    .from(sandboxNetworks)
    .where(
      and(
        eq(sandboxNetworks.tenantId, currentTenantId()),
        eq(sandboxNetworks.connectionId, connectionId),
      ),
    );
  return row?.revision ?? 0;
}

const ofContacts = (connectionId: string) =>
  and(
    eq(sandboxContacts.tenantId, currentTenantId()),
    eq(sandboxContacts.connectionId, connectionId),
  );
const ofMessages = (connectionId: string) =>
  and(
    eq(sandboxMessages.tenantId, currentTenantId()),
    eq(sandboxMessages.connectionId, connectionId),
  );
/** What the phone has: its own messages, and those of the business that reached it. */
const onPhone = () =>
  or(eq(sandboxMessages.author, "contact"), inArray(sandboxMessages.status, ["delivered", "read"]));

export async function listContacts(connectionId: string, limit: number): Promise<ContactRow[]> {
  return db()
    .select()
    .from(sandboxContacts)
    .where(ofContacts(connectionId))
    .orderBy(desc(sandboxContacts.id))
    .limit(limit);
}

export async function countContacts(connectionId: string): Promise<number> {
  return db().$count(sandboxContacts, ofContacts(connectionId));
}

export async function findContact(
  connectionId: string,
  by: { id: string } | { phone: string },
): Promise<ContactRow | undefined> {
  const wanted = "id" in by ? eq(sandboxContacts.id, by.id) : eq(sandboxContacts.phone, by.phone);
  const [row] = await db()
    .select()
    .from(sandboxContacts)
    .where(and(ofContacts(connectionId), wanted));
  return row;
}

export async function insertContact(values: New<typeof sandboxContacts>): Promise<ContactRow> {
  const [row] = await db()
    .insert(sandboxContacts)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  if (!row) throw new Error("the contact was not inserted");
  return row;
}

export async function setContact(
  id: string,
  values: Partial<New<typeof sandboxContacts>>,
): Promise<void> {
  await db()
    .update(sandboxContacts)
    .set(values)
    .where(and(eq(sandboxContacts.tenantId, currentTenantId()), eq(sandboxContacts.id, id)));
}

export async function insertMessage(values: New<typeof sandboxMessages>): Promise<MessageRow> {
  const [row] = await db()
    .insert(sandboxMessages)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  if (!row) throw new Error("the message was not inserted");
  return row;
}

export async function findMessage(
  connectionId: string,
  by: { id: string } | { waId: string },
): Promise<MessageRow | undefined> {
  const wanted = "id" in by ? eq(sandboxMessages.id, by.id) : eq(sandboxMessages.waId, by.waId);
  const [row] = await db()
    .select()
    .from(sandboxMessages)
    .where(and(ofMessages(connectionId), wanted));
  return row;
}

export async function setMessage(
  id: string,
  values: Partial<New<typeof sandboxMessages>>,
): Promise<void> {
  await db()
    .update(sandboxMessages)
    .set(values)
    .where(and(eq(sandboxMessages.tenantId, currentTenantId()), eq(sandboxMessages.id, id)));
}

/** Messages of one side that have not come further than `from`; moves them and answers which. */
export async function advanceMessages(
  {
    contactId,
    author,
    from,
    upToId,
  }: {
    contactId: string;
    author: MessageRow["author"];
    from: MessageRow["status"][];
    upToId?: string;
  },
  change: { status: MessageRow["status"]; revision: number },
): Promise<MessageRow[]> {
  const rows = await db()
    .update(sandboxMessages)
    .set(change)
    .where(
      and(
        eq(sandboxMessages.tenantId, currentTenantId()),
        eq(sandboxMessages.contactId, contactId),
        eq(sandboxMessages.author, author),
        inArray(sandboxMessages.status, from),
        upToId === undefined
          ? undefined
          : or(lt(sandboxMessages.id, upToId), eq(sandboxMessages.id, upToId)),
      ),
    )
    .returning();
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What waits for a phone that is off. */
export async function listUndelivered(contactId: string): Promise<MessageRow[]> {
  return db()
    .select()
    .from(sandboxMessages)
    .where(
      and(
        eq(sandboxMessages.tenantId, currentTenantId()),
        eq(sandboxMessages.contactId, contactId),
        eq(sandboxMessages.author, "business"),
        eq(sandboxMessages.status, "sent"),
      ),
    )
    .orderBy(asc(sandboxMessages.id));
}

export async function listMessages(
  connectionId: string,
  contactId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<MessageRow[]> {
  return db()
    .select()
    .from(sandboxMessages)
    .where(
      and(
        ofMessages(connectionId),
        eq(sandboxMessages.contactId, contactId),
        onPhone(),
        before === undefined ? undefined : lt(sandboxMessages.id, before),
      ),
    )
    .orderBy(desc(sandboxMessages.id))
    .limit(limit);
}

export async function findMessages(ids: string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  return db()
    .select()
    .from(sandboxMessages)
    .where(and(eq(sandboxMessages.tenantId, currentTenantId()), inArray(sandboxMessages.id, ids)));
}

/** How many messages of the business wait to be read, by contact. */
export async function countUnread(connectionId: string): Promise<Map<string, number>> {
  const rows = await db()
    .select({ contactId: sandboxMessages.contactId, unread: count() })
    .from(sandboxMessages)
    .where(
      and(
        ofMessages(connectionId),
        eq(sandboxMessages.author, "business"),
        eq(sandboxMessages.status, "delivered"),
      ),
    )
    .groupBy(sandboxMessages.contactId);
  return new Map(rows.map(({ contactId, unread }) => [contactId, unread]));
}

export async function listChangedContacts(
  connectionId: string,
  after: number,
): Promise<ContactRow[]> {
  return db()
    .select()
    .from(sandboxContacts)
    .where(and(ofContacts(connectionId), gt(sandboxContacts.revision, after)));
}

export async function listChangedMessages(
  connectionId: string,
  after: number,
): Promise<MessageRow[]> {
  return db()
    .select()
    .from(sandboxMessages)
    .where(and(ofMessages(connectionId), gt(sandboxMessages.revision, after), onPhone()))
    .orderBy(asc(sandboxMessages.id))
    .limit(500);
}

export async function insertMedia(values: New<typeof sandboxMedia>): Promise<MediaRow> {
  const [row] = await db()
    .insert(sandboxMedia)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  if (!row) throw new Error("the file's row was not inserted");
  return row;
}

export async function findMedia(connectionId: string, id: string): Promise<MediaRow | undefined> {
  const [row] = await db()
    .select()
    .from(sandboxMedia)
    .where(
      and(
        eq(sandboxMedia.tenantId, currentTenantId()),
        eq(sandboxMedia.connectionId, connectionId),
        eq(sandboxMedia.id, id),
      ),
    );
  return row;
}

export async function storedBytes(connectionId: string): Promise<number> {
  const [row] = await db()
    .select({ total: sql<number>`coalesce(sum(${sandboxMedia.fileSize}), 0)`.mapWith(Number) })
    .from(sandboxMedia)
    .where(
      and(
        eq(sandboxMedia.tenantId, currentTenantId()),
        eq(sandboxMedia.connectionId, connectionId),
      ),
    );
  return row?.total ?? 0;
}

const ofFaults = (connectionId: string) =>
  and(eq(sandboxFaults.tenantId, currentTenantId()), eq(sandboxFaults.connectionId, connectionId));

export async function listFaults(connectionId: string): Promise<FaultRow[]> {
  return db()
    .select()
    .from(sandboxFaults)
    .where(ofFaults(connectionId))
    .orderBy(asc(sandboxFaults.id))
    .limit(200);
}

export async function countFaults(connectionId: string): Promise<number> {
  return db().$count(sandboxFaults, ofFaults(connectionId));
}

export async function insertFault(values: New<typeof sandboxFaults>): Promise<FaultRow> {
  const [row] = await db()
    .insert(sandboxFaults)
    .values({ ...values, tenantId: currentTenantId() })
    .returning();
  if (!row) throw new Error("the fault was not inserted");
  return row;
}

/** Of the given ones, or all. */
export async function deleteFaults(connectionId: string, ids?: string[]): Promise<number> {
  const wanted = ids === undefined ? undefined : inArray(sandboxFaults.id, ids);
  const rows = await db()
    .delete(sandboxFaults)
    .where(and(ofFaults(connectionId), wanted))
    .returning({ id: sandboxFaults.id });
  return rows.length;
}

export async function useFault(id: string, remaining: number): Promise<void> {
  await db()
    .update(sandboxFaults)
    .set({ remaining })
    .where(and(eq(sandboxFaults.tenantId, currentTenantId()), eq(sandboxFaults.id, id)));
}
