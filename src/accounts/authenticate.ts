import type { Context } from "hono";
import type { Caller } from "../http/caller.ts";
import { requestContext } from "../ops/log.ts";
import { callerOfToken } from "./callers.ts";

const BEARER = /^Bearer +(\S{1,4096})$/i;

/** Resolves `Authorization: Bearer <access token | API key>`. */
export async function authenticate(c: Context): Promise<Caller | undefined> {
  const token = BEARER.exec(c.req.header("Authorization") ?? "")?.[1];
  const caller = token === undefined ? undefined : await callerOfToken(token);
  const request = requestContext.getStore();
  if (request && caller) {
    request.userId = caller.userId;
    if (caller.apiKeyId !== undefined) request.apiKeyId = caller.apiKeyId;
  }
  return caller;
}
