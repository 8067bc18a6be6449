import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";
import { config } from "../config.ts";
import { currentScope } from "../db/tenant.ts";

/** One request: its id goes on every line it logs, who and where from into the audit log. */
export interface RequestInfo {
  requestId: string;
  ip?: string | null;
  userAgent?: string | null;
  /** Known once the request is authenticated. */
  userId?: string | null;
  apiKeyId?: string;
}
export const requestContext = new AsyncLocalStorage<RequestInfo>();

const SECRETS = [
  "password",
  "token",
  "refreshToken",
  "accessToken",
  "appSecret",
  "verifyToken",
  "authorization",
];

/** JSON lines on stdout. Secrets by name are cut out wherever they stand in the first two levels. */
export const log = pino({
  level: config().logLevel,
  redact: {
    paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[secret]",
  },
  mixin: () => {
    const scope = currentScope();
    const tenantId = scope !== undefined && scope !== "system" ? { tenantId: scope.tenantId } : {};
    const requestId = requestContext.getStore()?.requestId;
    return { ...(requestId === undefined ? {} : { requestId }), ...tenantId };
  },
});

const SAY_EVERY_MS = 30_000;
let saidAt = -SAY_EVERY_MS;

/** The database's surroundings failed. Said once in a while: every request and worker meets it at once, and the log may stand on the disk that is full. */
export function logTrouble(err: unknown, about: string): void {
  if (performance.now() - saidAt < SAY_EVERY_MS) return;
  saidAt = performance.now();
  log.error({ err, alert: "database", about }, "the database is in trouble");
}
