import { requestContext } from "../ops/log.ts";
import { insertAudit } from "./audit-queries.ts";

export interface Audited {
  /** `<noun>.<past verb>`: `user.created`. */
  action: string;
  resourceType?: string;
  resourceId?: string;
  changes?: Record<string, unknown>;
  /** For what is done before anybody is signed in; default: the caller of the request. */
  userId?: string;
}

const SECRET = /password|token|secret|hash|credential|authorization/i;

/** Records a change; call it in the transaction that makes the change. */
export async function audit({
  action,
  resourceType,
  resourceId,
  changes,
  userId,
}: Audited): Promise<void> {
  const request = requestContext.getStore();
  const via = request?.apiKeyId === undefined ? {} : { apiKeyId: request.apiKeyId };
  const told = { ...masked(changes ?? {}), ...via };
  await insertAudit({
    action,
    resourceType: resourceType ?? null,
    resourceId: resourceId ?? null,
    changes: Object.keys(told).length === 0 ? null : told,
    userId: userId ?? request?.userId ?? null,
    ipAddress: request?.ip ?? null,
    userAgent: request?.userAgent ?? null,
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function masked(changes: Record<string, unknown>): Record<string, unknown> {
  const pairs = Object.entries(changes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, unknown] => {
      if (SECRET.test(name)) return [name, "[secret]"];
      return [name, isRecord(value) ? masked(value) : value];
    });
  return Object.fromEntries(pairs);
}
