import { forgetVisibility } from "../accounts/visibility.ts";
import { openBus } from "../db/bus.ts";
import { type DomainEvent, subscribe } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { log } from "../ops/log.ts";
import { type Change, changeOf, readWire, type Wire } from "./changes.ts";
import { createHub } from "./hub.ts";
import { answer, checkAgain, type Node, refuse, signIn } from "./protocol.ts";
import { hangUp, newSession, type Peer, type Session } from "./session.ts";
import { ticketDesk } from "./ticket.ts";

const SWEEP_MS = 1000;
const AUTH_MS = 10_000;
const GRACE_MS = 60_000;
const MAX_FRAMES_A_SECOND = 60;
/** Changes in one text of the bus. */
const CHUNK = 20;

/** Everything of realtime in this process. */
export interface RealtimeNode {
  opened(session: Session, peer: Peer): void;
  heard(session: Session, text: string): void;
  closed(session: Session): void;
  newSession(ticket: string | undefined): Session;
  stop(): Promise<void>;
}

export async function startNode(): Promise<RealtimeNode> {
  const hub = createHub();
  const newcomers = new Set<Session>();
  const bus = await openBus({ heard: fromElsewhere, gap: () => hub.resetAll() });
  const publish = (wire: Wire): void => bus?.publish(JSON.stringify(wire));
  const desk = ticketDesk((id) => publish({ about: "ticket", id }));
  const node: Node = {
    hub,
    signal(wire) {
      publish(wire);
      void pass(wire);
    },
  };
  const unsubscribe = subscribe(fromHere);
  const sweeper = setInterval(() => void sweep(), SWEEP_MS);

  function fromHere(events: readonly DomainEvent[]): void {
    const [first] = events;
    if (!first) return;
    if (events.some(({ name }) => name === "visibility.changed")) {
      hub.reset(first.tenantId);
      publish({ about: "visibility", tenantId: first.tenantId });
    }
    const changes = events.flatMap((event) => changeOf(event) ?? []);
    if (changes.length === 0) return;
    hub.accept(first.tenantId, changes);
    for (const part of chunks(changes))
      publish({ about: "changes", tenantId: first.tenantId, changes: part });
  }
  function fromElsewhere(text: string): void {
    // A newer release on another node may say things unknown here.
    const data = readWire(text);
    if (!data) return;
    if (data.about === "changes") hub.accept(data.tenantId, data.changes);
    else if (data.about === "ticket") desk.spend(data.id);
    else if (data.about === "visibility") readVisibilityAnew(data.tenantId);
    else void pass(data);
  }
  function readVisibilityAnew(tenantId: string): void {
    forgetVisibility();
    hub.reset(tenantId);
  }
  async function pass(wire: Parameters<Node["signal"]>[0]): Promise<void> {
    await hub.signal(wire).catch((err: unknown) => log.error({ err }, "a signal was not passed"));
  }

  /** Frames of one socket are answered one after the other. */
  function enqueue(session: Session, work: () => Promise<void>): void {
    session.work = session.work.then(work).catch((err: unknown) => {
      log.error({ err }, "a socket's frame failed");
      hangUp(session, 1011, "INTERNAL");
    });
  }

  let sweeping = false;
  async function sweep(): Promise<void> {
    if (sweeping) return;
    sweeping = true;
    const now = clock.ms();
    for (const session of newcomers)
      if (session.caller) newcomers.delete(session);
      else if (session.openedAt < now - AUTH_MS) refuse(session);
    for (const session of hub.sessions()) {
      session.heard = 0;
      if (session.expiresAt < now - GRACE_MS) refuse(session);
      else if (session.checkAt < now) await checked(session);
    }
    hub.forgetEmpty();
    sweeping = false;
  }
  async function checked(session: Session): Promise<void> {
    await checkAgain(session).catch((err: unknown) =>
      log.warn({ err }, "a socket could not be checked"),
    );
  }

  return {
    newSession,
    opened(session, peer) {
      session.peer = peer;
      newcomers.add(session);
      const { ticket } = session;
      session.ticket = undefined;
      if (ticket === undefined) return;
      enqueue(session, async () => {
        const token = await desk.redeem(ticket);
        return token === undefined ? refuse(session) : signIn(session, token, node);
      });
    },
    heard(session, text) {
      if (++session.heard > MAX_FRAMES_A_SECOND) return hangUp(session, 1008, "TOO_MANY_FRAMES");
      enqueue(session, () => answer(session, text, node));
    },
    closed(session) {
      const { caller, presence } = session;
      session.peer = undefined;
      newcomers.delete(session);
      if (!caller) return;
      hub.leave(session, caller);
      const { tenantId, userId } = caller;
      if (userId !== null && presence !== undefined && presence !== "offline")
        node.signal({ about: "presence", tenantId, userId, status: "offline" });
    },
    async stop() {
      unsubscribe();
      clearInterval(sweeper);
      for (const session of [...newcomers, ...hub.sessions()]) hangUp(session, 1001, "GOING_AWAY");
      await bus?.close();
    },
  };
}

function* chunks(changes: readonly Change[]): Generator<Change[]> {
  for (let at = 0; at < changes.length; at += CHUNK) yield changes.slice(at, at + CHUNK);
}
