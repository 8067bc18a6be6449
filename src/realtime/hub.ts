import { visibilityRule, type ConversationVisibility } from "../accounts/visibility.ts";
import { asTenant } from "../db/index.ts";
import type { Caller } from "../http/caller.ts";
import { clock } from "../lib/clock.ts";
import { log } from "../ops/log.ts";
import type { Change, Wire } from "./changes.ts";
import { load, type Loaded } from "./load.ts";
import { findAssignees } from "./queries.ts";
import { type Presence, reaches, say, type Session } from "./session.ts";
import { createStream, type Frame, frameIds, type Stream } from "./stream.ts";

const BATCH = 500;
/** More than this in wait: browsers are better off reading anew. */
const MAX_PENDING = 20_000;
/** How long what is missed is still kept after the last socket left. */
const KEEP_MS = 60_000;

/** A tenant somebody of which listens on this node. */
interface Room {
  tenantId: string;
  stream: Stream;
  sessions: Set<Session>;
  pending: Change[];
  pumping: boolean;
  emptySince: number;
}

/** Tells the sockets of this node what happened in their tenant. */
export interface Hub {
  /** Adds a signed-in session; the id is where its news start. */
  enter(session: Session, caller: Caller): number;
  leave(session: Session, caller: Caller): void;
  sessions(): Iterable<Session>;
  /** Changes made here or on another node. */
  accept(tenantId: string, changes: readonly Change[]): void;
  /** Passes on what somebody does right now; nothing of it is kept. */
  signal(wire: Extract<Wire, { about: "typing" | "presence" }>): Promise<void>;
  /** Sends what was missed, or `reset`. In the tenant's scope. */
  catchUp(session: Session, caller: Caller, after: number): Promise<void>;
  /** What this tenant's people see is no longer right. */
  reset(tenantId: string): void;
  /** Something may have been missed by everybody. */
  resetAll(): void;
  forgetEmpty(): void;
}

export function createHub(): Hub {
  const nextId = frameIds();
  const rooms = new Map<string, Room>();

  return {
    enter(session, { tenantId }) {
      const room = rooms.get(tenantId) ?? newRoom(tenantId, nextId);
      rooms.set(tenantId, room);
      room.sessions.add(session);
      return room.stream.head();
    },
    leave(session, { tenantId }) {
      const room = rooms.get(tenantId);
      if (room?.sessions.delete(session) && room.sessions.size === 0) room.emptySince = clock.ms();
    },
    sessions: () => [...rooms.values()].flatMap(({ sessions }) => [...sessions]),
    accept(tenantId, changes) {
      const room = rooms.get(tenantId);
      if (!room) return;
      room.pending.push(...changes);
      if (room.pending.length > MAX_PENDING) {
        room.pending = [];
        reset(room);
      } else if (!room.pumping) void pump(room);
    },
    async signal(wire) {
      const room = rooms.get(wire.tenantId);
      if (!room) return;
      if (wire.about === "presence") tellPresence(room, wire.userId, wire.status);
      else await asTenant(room.tenantId, () => tellTyping(room, wire));
    },
    async catchUp(session, caller, after) {
      const room = rooms.get(caller.tenantId);
      if (!room) return;
      session.catchingUp = true;
      try {
        await replay(room, session, caller, after);
      } finally {
        session.catchingUp = false;
      }
    },
    reset(tenantId) {
      const room = rooms.get(tenantId);
      if (room) reset(room);
    },
    resetAll: () => rooms.forEach(reset),
    forgetEmpty() {
      for (const [tenantId, { sessions, emptySince }] of rooms)
        if (sessions.size === 0 && emptySince < clock.ms() - KEEP_MS) rooms.delete(tenantId);
    },
  };
}

const newRoom = (tenantId: string, nextId: () => number): Room => ({
  tenantId,
  stream: createStream(nextId),
  sessions: new Set(),
  pending: [],
  pumping: false,
  emptySince: 0,
});

function reset({ stream, sessions }: Room): void {
  stream.clear();
  for (const session of sessions) say(session, "reset", undefined, stream.head());
}

/** One batch at a time: what was read later is sent later. */
async function pump(room: Room): Promise<void> {
  room.pumping = true;
  while (room.pending.length > 0) {
    const batch = room.pending.splice(0, BATCH);
    try {
      await asTenant(room.tenantId, async () => {
        const rule = await visibilityRule(room.tenantId);
        deliver(room, await load(batch), rule);
      });
    } catch (err) {
      log.error({ err, changes: batch.length }, "changes could not be told");
      reset(room);
    }
  }
  room.pumping = false;
}

type Rule = (caller: Caller) => ConversationVisibility;

function deliver({ stream, sessions }: Room, { drafts, assignees }: Loaded, rule: Rule): void {
  const frames = drafts.map((draft) => stream.add(draft));
  for (const session of sessions) {
    const { caller, peer, catchingUp } = session;
    if (!caller || catchingUp) continue;
    const visibility = rule(caller);
    for (const frame of frames)
      if (reaches(frame, caller, visibility, assignees)) peer?.send(frame.text);
  }
}

async function replay(room: Room, session: Session, caller: Caller, after: number): Promise<void> {
  const { stream } = room;
  const assignees = new Map<string, string | null>();
  const visibility = (await visibilityRule(room.tenantId))(caller);
  let frames = stream.since(after);
  if (!visibility.all) {
    // While assignees are read more may be added: until nothing is new.
    for (let asked = new Set<string>(); frames; frames = stream.since(after)) {
      const ids = new Set(frames.flatMap(conversationOf)).difference(asked);
      if (ids.size === 0) break;
      asked = asked.union(ids);
      for (const [id, assignee] of await findAssignees([...ids])) assignees.set(id, assignee);
    }
  }
  if (!frames) return say(session, "reset", undefined, stream.head());
  for (const frame of frames)
    if (reaches(frame, caller, visibility, assignees)) session.peer?.send(frame.text);
  say(session, "resumed", undefined, stream.head());
}

const conversationOf = ({ audience }: Frame): string[] =>
  audience.kind === "everybody" ? [] : [audience.conversationId];

function tellPresence({ sessions }: Room, userId: string, status: Presence): void {
  for (const session of sessions)
    if (session.caller?.permissions.has("conversations.read"))
      say(session, "agent:status", { userId, status });
}

/** To colleagues who have the conversation open and may still see it. */
async function tellTyping(
  { tenantId, sessions }: Room,
  { conversationId, userId, isTyping }: Extract<Wire, { about: "typing" }>,
): Promise<void> {
  const watching = [...sessions].filter(
    ({ joined, caller }) => joined?.has(conversationId) && caller?.userId !== userId,
  );
  if (watching.length === 0) return;
  const rule = await visibilityRule(tenantId);
  const assignees = await findAssignees([conversationId]);
  const frame = {
    permission: "conversations.read",
    audience: { kind: "viewers", conversationId } as const,
  };
  for (const session of watching)
    if (session.caller && reaches(frame, session.caller, rule(session.caller), assignees))
      say(session, "agent:typing", { conversationId, userId, isTyping });
}
