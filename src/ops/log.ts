import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";
import { config } from "../config.ts";
import { currentScope } from "../db/tenant.ts";

/** Request id of the running code, for every line it logs. */
export const requestContext = new AsyncLocalStorage<{ requestId: string }>();

const SECRETS = ["password", "token", "refreshToken", "accessToken", "appSecret", "verifyToken", "authorization"];

/** JSON lines on stdout. Secrets by name are cut out wherever they stand in the first two levels. */
export const log = pino({
  level: config().logLevel,
  redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[secret]" },
  mixin: () => {
    const scope = currentScope();
    const tenantId = scope !== undefined && scope !== "system" ? { tenantId: scope.tenantId } : {};
    return { ...requestContext.getStore(), ...tenantId };
  },
});
