import { and, asc, count, desc, eq, inArray, ne, or } from "drizzle-orm";
import { contains, currentTenantId, db } from "../db/index.ts";
import { tenants, users } from "./tables.ts";

export type UserRow = typeof users.$inferSelect;
export type TenantRow = typeof tenants.$inferSelect;
/** Undefined leaves a column as it is. */
export type Change<T> = { [K in keyof T]?: T[K] | undefined };
export interface PageOf {
  page: number;
  limit: number;
}

const ofTenant = () => eq(users.tenantId, currentTenantId());

/** In system scope: sign-in knows only the address. */
export async function findUserByEmail(email: string): Promise<UserRow | undefined> {
  const [row] = await db().select().from(users).where(eq(users.email, email));
  return row;
}

export async function findUser(id: string): Promise<UserRow | undefined> {
  const [row] = await db()
    .select()
    .from(users)
    .where(and(ofTenant(), eq(users.id, id)));
  return row;
}

/** Undefined when the address is taken, in whichever tenant. */
export async function insertUser(
  row: Omit<typeof users.$inferInsert, "tenantId">,
): Promise<UserRow | undefined> {
  const [inserted] = await db()
    .insert(users)
    .values({ tenantId: currentTenantId(), ...row })
    .onConflictDoNothing({ target: users.email })
    .returning();
  return inserted;
}

export async function setUser(id: string, change: Change<UserRow>): Promise<UserRow | undefined> {
  const [row] = await db()
    .update(users)
    // Named, because a change of nothing is no statement at all.
    .set({ updatedAt: new Date(), ...change })
    .where(and(ofTenant(), eq(users.id, id)))
    .returning();
  return row;
}

export async function deleteUserRow(id: string): Promise<boolean> {
  const rows = await db()
    .delete(users)
    .where(and(ofTenant(), eq(users.id, id)))
    .returning({ id: users.id });
  return rows.length === 1;
}

interface UserFilter {
  search?: string | undefined;
  status?: UserRow["status"] | undefined;
}
const matching = ({ search, status }: UserFilter) =>
  and(
    ofTenant(),
    status && eq(users.status, status),
    search
      ? or(
          contains(users.email, search),
          contains(users.firstName, search),
          contains(users.lastName, search),
        )
      : undefined,
  );

export async function listUserRows({
  page,
  limit,
  ...filter
}: UserFilter & PageOf): Promise<UserRow[]> {
  return db()
    .select()
    .from(users)
    .where(matching(filter))
    .orderBy(asc(users.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function listColleagueRows() {
  const { id, firstName, lastName, avatarUrl, status } = users;
  return db()
    .select({ id, firstName, lastName, avatarUrl, status })
    .from(users)
    .where(ofTenant())
    .orderBy(asc(users.firstName), asc(users.lastName), asc(users.id));
}

export async function countUsers(filter: UserFilter): Promise<number> {
  const [row] = await db().select({ n: count() }).from(users).where(matching(filter));
  return row?.n ?? 0;
}

export async function countOtherOwners(exceptId: string): Promise<number> {
  const [row] = await db()
    .select({ n: count() })
    .from(users)
    .where(
      and(
        ofTenant(),
        inArray(users.role, ["admin", "user"]),
        eq(users.status, "active"),
        ne(users.id, exceptId),
      ),
    );
  return row?.n ?? 0;
}

export async function insertTenant(row: typeof tenants.$inferInsert): Promise<TenantRow> {
  const [inserted] = await db().insert(tenants).values(row).returning();
  if (!inserted) throw new Error("the tenant was not stored");
  return inserted;
}

export async function findTenant(id: string): Promise<TenantRow | undefined> {
  const [row] = await db().select().from(tenants).where(eq(tenants.id, id));
  return row;
}

export async function setTenant(
  id: string,
  change: Change<TenantRow>,
): Promise<TenantRow | undefined> {
  const [row] = await db()
    .update(tenants)
    .set({ updatedAt: new Date(), ...change })
    .where(eq(tenants.id, id))
    .returning();
  return row;
}

interface TenantFilter {
  search?: string | undefined;
  status?: TenantRow["status"] | undefined;
}
const tenantMatching = ({ search, status }: TenantFilter) =>
  and(status && eq(tenants.status, status), search ? contains(tenants.name, search) : undefined);

export async function listTenantRows({
  page,
  limit,
  ...filter
}: TenantFilter & PageOf): Promise<TenantRow[]> {
  return db()
    .select()
    .from(tenants)
    .where(tenantMatching(filter))
    .orderBy(desc(tenants.id))
    .limit(limit)
    .offset((page - 1) * limit);
}

export async function countTenants(filter: TenantFilter): Promise<number> {
  const [row] = await db().select({ n: count() }).from(tenants).where(tenantMatching(filter));
  return row?.n ?? 0;
}
