import type { ConversationVisibility } from "../accounts/visibility.ts";
import { isVisible } from "../accounts/visibility.ts";
import type { Caller } from "../http/caller.ts";
import { clock } from "../lib/clock.ts";
import type { z } from "zod";
import type { PresenceStatus } from "./changes.ts";
import type { Frame } from "./stream.ts";

/** The end of a connection, as much as is needed of it. */
export interface Peer {
  send(text: string): unknown;
  close(code?: number, reason?: string): void;
}
export type Presence = z.infer<typeof PresenceStatus>;

/** One socket. Kept small: thousands are idle. */
export interface Session {
  peer: Peer | undefined;
  /** Given in the address. */
  ticket: string | undefined;
  openedAt: number;
  caller: Caller | undefined;
  token: string;
  expiresAt: number;
  checkAt: number;
  /** Conversations on screen, made on first use. */
  joined: Set<string> | undefined;
  presence: Presence | undefined;
  /** Frames received in this second. */
  heard: number;
  /** While it is told what it missed, news wait. */
  catchingUp: boolean;
  /** What is asked is answered in order. */
  work: Promise<void>;
}

const IDLE = Promise.resolve();

export const newSession = (ticket: string | undefined): Session => ({
  peer: undefined,
  ticket,
  openedAt: clock.ms(),
  caller: undefined,
  token: "",
  expiresAt: 0,
  checkAt: 0,
  joined: undefined,
  presence: undefined,
  heard: 0,
  catchingUp: false,
  work: IDLE,
});

export function say(session: Session, event: string, data: unknown, id?: number): void {
  session.peer?.send(JSON.stringify({ event, data, id }));
}

export function hangUp(session: Session, code: number, reason: string): void {
  const { peer } = session;
  session.peer = undefined;
  peer?.close(code, reason);
}

/** Whether a frame is for this caller: the same answer a request over HTTP would get. */
export function reaches(
  { permission, audience }: Pick<Frame, "permission" | "audience">,
  caller: Caller,
  visibility: ConversationVisibility,
  assignees: ReadonlyMap<string, string | null>,
): boolean {
  if (!caller.permissions.has(permission)) return false;
  if (audience.kind === "everybody") return true;
  const assignee = assignees.get(audience.conversationId);
  const sees = visibility.all || (assignee !== undefined && isVisible(visibility, assignee));
  if (audience.kind === "viewers") return sees;
  return !sees && isVisible(visibility, audience.previous);
}
