import { and, desc, eq, exists, isNull, lt, or, sql } from "drizzle-orm";
import { tenants } from "../accounts/tables.ts";
import {
  bulkInsert,
  contains,
  currentTenantId,
  db,
  given,
  inGiven,
  inList,
  jsonHas,
  prepared,
} from "../db/index.ts";
import { conversations } from "../conversations/tables.ts";
import { contactIdentities, contacts } from "./tables.ts";

export type ContactRow = typeof contacts.$inferSelect;
export type NewContact = Omit<typeof contacts.$inferInsert, "tenantId">;
export type ContactChange = Partial<Omit<NewContact, "id">>;
export type IdentityRow = typeof contactIdentities.$inferSelect;
export type IdentityKind = IdentityRow["kind"];
export interface IdentityKey {
  kind: IdentityKind;
  value: string;
}

const own = () => eq(contacts.tenantId, currentTenantId());
const alive = () => and(own(), isNull(contacts.mergedIntoId));
const mine = (id: string) => and(own(), eq(contacts.id, id));

export async function findContact(id: string): Promise<ContactRow | undefined> {
  const [row] = await db().select().from(contacts).where(mine(id));
  return row;
}

const byIds = prepared((handle) =>
  handle
    .select()
    .from(contacts)
    .where(and(eq(contacts.tenantId, sql.placeholder("tenantId")), inGiven(contacts.id, "ids")))
    .prepare("contacts_by_ids"),
);

export async function findContacts(ids: readonly string[]): Promise<ContactRow[]> {
  if (ids.length === 0) return [];
  return byIds().execute({ tenantId: currentTenantId(), ids: given(ids) });
}

interface ContactFilter {
  search: string | undefined;
  tag: string | undefined;
  /** Id of the last contact of the page before. */
  before: string | undefined;
  limit: number;
}

/** Newest first: ids grow with time. */
export async function listContacts({
  search,
  tag,
  before,
  limit,
}: ContactFilter): Promise<ContactRow[]> {
  return db()
    .select()
    .from(contacts)
    .where(
      and(
        alive(),
        search ? matching(search) : undefined,
        tag ? jsonHas(contacts.tags, tag) : undefined,
        before ? lt(contacts.id, before) : undefined,
      ),
    )
    .orderBy(desc(contacts.id))
    .limit(limit);
}

function matching(search: string) {
  const digits = search.replaceAll(/\D/g, "");
  const looksLikeNumber = digits.length >= 3 && /^[\d\s().+\-/]+$/.test(search);
  const byIdentity = db()
    .select({ contactId: contactIdentities.contactId })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.tenantId, currentTenantId()),
        eq(contactIdentities.contactId, contacts.id),
        eq(contactIdentities.kind, "username"),
        contains(contactIdentities.value, search.replace(/^@/, "")),
      ),
    );
  return or(
    contains(contacts.name, search),
    contains(contacts.email, search),
    looksLikeNumber ? contains(contacts.phoneNumber, digits) : undefined,
    exists(byIdentity),
  );
}

const insertNew = bulkInsert(contacts);

export async function insertContacts(rows: NewContact[]): Promise<ContactRow[]> {
  const tenantId = currentTenantId();
  return insertNew(rows.map((row) => ({ ...row, tenantId })));
}

export async function setContact(
  id: string,
  change: ContactChange,
): Promise<ContactRow | undefined> {
  const [row] = await db()
    .update(contacts)
    .set(change)
    .where(and(mine(id), isNull(contacts.mergedIntoId)))
    .returning();
  return row;
}

/** Holds the rows until the transaction ends and reads them as they are now. Always in the order of ids. */
export async function lockContact(id: string): Promise<ContactRow | undefined> {
  const [row] = await db()
    .update(contacts)
    .set({ id: sql`${contacts.id}`, updatedAt: sql`${contacts.updatedAt}` })
    .where(mine(id))
    .returning();
  return row;
}

/** With those once merged into it, so that nothing of the person stays behind. */
export async function deleteContacts(ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await db()
      .delete(contacts)
      .where(and(own(), inList(contacts.id, ids)));
}

export async function listMergedInto(ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db()
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(own(), inList(contacts.mergedIntoId, ids)));
  return rows.map(({ id }) => id);
}

/** What WhatsApp tells about people fills gaps; a name somebody typed in stays. */
export async function upsertProfiles(rows: ContactRow[]): Promise<ContactRow[]> {
  if (rows.length === 0) return [];
  const given = sql`excluded.profile_name`;
  const untouched = sql`${contacts.name} is null or ${contacts.name} = ${contacts.profileName}`;
  return db()
    .insert(contacts)
    .values(rows)
    .onConflictDoUpdate({
      target: [contacts.tenantId, contacts.id],
      set: {
        name: sql`case when ${untouched} then coalesce(${given}, ${contacts.name}) else ${contacts.name} end`,
        profileName: sql`coalesce(${given}, ${contacts.profileName})`,
        phoneNumber: sql`coalesce(${contacts.phoneNumber}, excluded.phone_number)`,
        updatedAt: sql`excluded.updated_at`,
      },
    })
    .returning();
}

/** When each contact's latest message was; contacts without any are left out. */
export async function findLatestMessages(
  contactIds: readonly string[],
): Promise<Map<string, Date>> {
  if (contactIds.length === 0) return new Map();
  const latest = sql`max(${conversations.lastMessageAt})`.mapWith(conversations.lastMessageAt);
  const rows = await db()
    .select({ contactId: conversations.contactId, latest })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, currentTenantId()),
        inList(conversations.contactId, contactIds),
      ),
    )
    .groupBy(conversations.contactId);
  return new Map(rows.map((row) => [row.contactId, row.latest]));
}

const ownIdentities = () => eq(contactIdentities.tenantId, currentTenantId());

export async function listIdentities(contactIds: readonly string[]): Promise<IdentityRow[]> {
  if (contactIds.length === 0) return [];
  return db()
    .select()
    .from(contactIdentities)
    .where(and(ownIdentities(), inList(contactIdentities.contactId, contactIds)))
    .orderBy(contactIdentities.kind, contactIdentities.value);
}

const identitiesOfKind = prepared((handle) =>
  handle
    .select()
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.tenantId, sql.placeholder("tenantId")),
        eq(contactIdentities.kind, sql.placeholder("kind")),
        inGiven(contactIdentities.value, "values"),
      ),
    )
    .prepare("identities_of_kind"),
);

export async function findIdentities(keys: readonly IdentityKey[]): Promise<IdentityRow[]> {
  const found: IdentityRow[] = [];
  const tenantId = currentTenantId();
  // One statement a kind: with OR between kinds SQLite would walk all identities of the tenant.
  for (const [kind, list] of Map.groupBy(keys, (key) => key.kind)) {
    const values = given(list.map(({ value }) => value));
    found.push(...(await identitiesOfKind().execute({ tenantId, kind, values })));
  }
  return found;
}

const insertFree = bulkInsert(contactIdentities, (insert) => insert.onConflictDoNothing());

/** Returns those that were free. */
export async function insertIdentities(
  rows: readonly (IdentityKey & { contactId: string })[],
): Promise<IdentityRow[]> {
  const tenantId = currentTenantId();
  // In one order everywhere: two deliveries about the same people wait for each other instead of deadlocking.
  const sorted = rows.toSorted((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : 1));
  return insertFree(
    sorted.map(({ kind, value, contactId }) => ({ tenantId, kind, value, contactId })),
  );
}

export async function deleteIdentities(
  keys: readonly IdentityKey[],
  contactId: string,
): Promise<void> {
  for (const { kind, value } of keys) {
    await db()
      .delete(contactIdentities)
      .where(
        and(
          ownIdentities(),
          eq(contactIdentities.kind, kind),
          eq(contactIdentities.value, value),
          eq(contactIdentities.contactId, contactId),
        ),
      );
  }
}

/** Gives identities, all or the named ones, to another contact. */
export async function moveIdentities(
  from: string,
  to: string,
  kind?: IdentityKind,
  value?: string,
): Promise<IdentityRow[]> {
  return db()
    .update(contactIdentities)
    .set({ contactId: to })
    .where(
      and(
        ownIdentities(),
        eq(contactIdentities.contactId, from),
        kind === undefined ? undefined : eq(contactIdentities.kind, kind),
        value === undefined ? undefined : eq(contactIdentities.value, value),
      ),
    )
    .returning();
}

/** Numbers without a country code are read as of this country. */
export async function findTenantSettings(): Promise<Record<string, unknown>> {
  const [row] = await db()
    .select({ settings: tenants.settings })
    .from(tenants)
    .where(eq(tenants.id, currentTenantId()));
  return row?.settings ?? {};
}
