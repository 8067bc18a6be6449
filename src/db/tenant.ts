import { AsyncLocalStorage } from "node:async_hooks";
import { tenantTables } from "./columns.ts";

/** Whose rows the running code may touch. */
export type Scope = { tenantId: string } | "system";

const scope = new AsyncLocalStorage<Scope>();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A query runs when it is awaited: begun here, it cannot slip out of the scope it was written in. */
function started<T>(value: T): T {
  const isLazy =
    typeof value === "object" && value !== null && "then" in value && !(value instanceof Promise);
  if (!isLazy || typeof value.then !== "function") return value;
  return value.then((result: unknown) => result) as T;
}

/** Everything in `fn` belongs to this tenant. */
export function asTenant<T>(tenantId: string, fn: () => T): T {
  if (!UUID.test(tenantId)) throw new Error("asTenant() needs a tenant's id");
  return scope.run({ tenantId }, () => started(fn()));
}

/** For work that is nobody's (sign-in, schedulers) or everybody's (platform owner). Keep what it wraps small. */
export const asSystem = <T>(fn: () => T): T => scope.run("system", () => started(fn()));

export const currentScope = (): Scope | undefined => scope.getStore();

export function currentTenantId(): string {
  const now = scope.getStore();
  if (now === undefined || now === "system") throw new Error("no tenant in this context");
  return now.tenantId;
}

const scoped = /"tenant_id"\s*(?:=|in\b)/i;
const insertColumns = /^\s*(?:with[\s\S]*?)?insert into\s+"\w+"\s*\(([^)]*)\)/i;
const verdicts = new Map<string, boolean>();
let touches: RegExp | undefined;

/** First wall: refuses a statement on a tenant's table that does not name the tenant of this context. */
export function guardTenant(sql: string, params: readonly unknown[]): void {
  const now = scope.getStore();
  if (now === "system") return;
  if (!needsTenant(sql)) return;
  if (now === undefined || !params.includes(now.tenantId)) {
    throw new Error(`statement for another tenant, or for none: ${sql.slice(0, 200)}`);
  }
}

function needsTenant(sql: string): boolean {
  const known = verdicts.get(sql);
  if (known !== undefined) return known;
  touches ??= new RegExp(
    `\\b(?:from|join|into|update)\\s+"(?:${[...tenantTables].join("|")})"`,
    "i",
  );
  const needed = touches.test(sql);
  if (needed) {
    const columns = insertColumns.exec(sql)?.[1];
    const named = columns === undefined ? scoped.test(sql) : columns.includes('"tenant_id"');
    if (!named) throw new Error(`not scoped to a tenant: ${sql.slice(0, 200)}`);
  }
  if (verdicts.size > 4000) verdicts.clear();
  verdicts.set(sql, needed);
  return needed;
}
