import { z } from "zod";
import { readAccess } from "../accounts/access-token.ts";
import { callerOfToken } from "../accounts/callers.ts";
import { isVisible, visibilityOf } from "../accounts/visibility.ts";
import { asTenant } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { PresenceStatus, type Wire } from "./changes.ts";
import type { Hub } from "./hub.ts";
import { findAssignees } from "./queries.ts";
import { hangUp, say, type Session } from "./session.ts";

const inConversation = z.object({ conversationId: z.uuid() });
const Asked = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("auth"),
    data: z.object({ token: z.string().min(1).max(4096) }),
  }),
  z.object({ event: z.literal("resume"), data: z.object({ after: z.number() }) }),
  z.object({ event: z.literal("conversation:join"), data: inConversation }),
  z.object({ event: z.literal("conversation:leave"), data: inConversation }),
  z.object({
    event: z.literal("conversation:typing"),
    data: inConversation.extend({ isTyping: z.boolean() }),
  }),
  z.object({ event: z.literal("agent:status"), data: z.object({ status: PresenceStatus }) }),
  z.object({ event: z.literal("ping") }),
]);
type Asked = z.infer<typeof Asked>;

const MAX_JOINED = 50;
const RECHECK_MS = 30_000;
export const UNAUTHENTICATED = 4401;

/** What the protocol needs of this node. */
export interface Node {
  hub: Hub;
  /** Here and on every other node. */
  signal(wire: Extract<Wire, { about: "typing" | "presence" }>): void;
}

/** Signs the session in, or in again with a newer token of the same person. */
export async function signIn(session: Session, token: string, { hub }: Node): Promise<void> {
  const caller = await callerIn(token);
  const { caller: before } = session;
  if (!caller || (before && !isSame(before, caller))) return refuse(session);
  if (!session.peer) return;
  session.caller = caller;
  session.token = token;
  session.expiresAt = ((await readAccess(token))?.exp ?? Infinity) * 1000;
  session.checkAt = clock.ms() + RECHECK_MS;
  const { tenantId, userId } = caller;
  say(session, "ready", { tenantId, userId }, hub.enter(session, caller));
}

/** Whether the person may still listen. */
export async function checkAgain(session: Session): Promise<void> {
  session.checkAt = clock.ms() + RECHECK_MS;
  const { token } = session;
  const caller = await callerIn(token);
  // Meanwhile it brought a newer token.
  if (session.token !== token) return;
  if (caller) session.caller = caller;
  // A token that just ran out has its time of grace.
  else if (session.expiresAt > clock.ms()) refuse(session);
}

export const refuse = (session: Session): void => hangUp(session, UNAUTHENTICATED, "UNAUTHORIZED");

async function callerIn(token: string): Promise<Caller | undefined> {
  try {
    return await callerOfToken(token);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const isSame = (a: Caller, b: Caller): boolean =>
  a.tenantId === b.tenantId && a.userId === b.userId && a.apiKeyId === b.apiKeyId;

/** Answers one frame of the client. */
export async function answer(session: Session, text: string, node: Node): Promise<void> {
  const parsed = Asked.safeParse(parse(text));
  if (parsed.success && parsed.data.event === "auth")
    return signIn(session, parsed.data.data.token, node);
  const { caller } = session;
  if (!caller) return refuse(session);
  if (!parsed.success) return say(session, "error", { code: "VALIDATION_ERROR" });
  const asked = parsed.data;
  await asTenant(caller.tenantId, () => obey(session, caller, asked, node));
}

async function obey(session: Session, caller: Caller, asked: Asked, node: Node): Promise<void> {
  const { tenantId, userId } = caller;
  switch (asked.event) {
    case "ping":
      return say(session, "pong", undefined);
    case "resume":
      return node.hub.catchUp(session, caller, asked.data.after);
    case "conversation:leave":
      return void session.joined?.delete(asked.data.conversationId);
    case "conversation:join":
      return join(session, caller, asked.data.conversationId);
    case "conversation:typing": {
      const { conversationId, isTyping } = asked.data;
      if (userId === null || !session.joined?.has(conversationId)) return undefined;
      return node.signal({ about: "typing", tenantId, userId, conversationId, isTyping });
    }
    case "agent:status":
      if (userId === null) return undefined;
      session.presence = asked.data.status;
      return node.signal({ about: "presence", tenantId, userId, status: asked.data.status });
    case "auth":
      return undefined;
  }
}

async function join(session: Session, caller: Caller, conversationId: string): Promise<void> {
  const assignee = (await findAssignees([conversationId])).get(conversationId);
  const allowed =
    caller.permissions.has("conversations.read") &&
    assignee !== undefined &&
    isVisible(await visibilityOf(caller), assignee);
  if (!allowed) return say(session, "error", { code: "CONVERSATION_NOT_FOUND", conversationId });
  session.joined ??= new Set();
  session.joined.add(conversationId);
  for (const oldest of session.joined) {
    if (session.joined.size <= MAX_JOINED) break;
    session.joined.delete(oldest);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
