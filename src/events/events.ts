import { afterCommit, asTenant, beforeCommit, currentTenantId } from "../db/index.ts";
import { log } from "../ops/log.ts";

/** What happened, told after it is committed. Payloads hold ids and what subscribers filter by, never secrets. */
export interface DomainEvents {
  "message.received": {
    messageId: string;
    conversationId: string;
    contactId: string;
    connectionId: string;
    live: boolean;
    source: "live" | "echo" | "history";
  };
  "message.queued": {
    messageId: string;
    conversationId: string;
    /** A person who wrote it to the contact; notes and what programs send have none. */
    writtenBy?: string;
  };
  "message.status": { messageId: string; conversationId: string };
  "message.changed": { messageId: string; conversationId: string };
  "conversation.created": { conversationId: string };
  "conversation.updated": { conversationId: string };
  "conversation.closed": { conversationId: string };
  "conversation.assigned": {
    conversationId: string;
    agentId: string | null;
    /** Who had it before: they may lose sight of it. */
    previousAgentId: string | null;
  };
  "contact.updated": { contactId: string };
  "contact.tagged": { contactId: string; tags: string[] };
  "contact.typing": { conversationId: string; isTyping: boolean };
  "contact.preference": { contactId: string; category: string; wants: "stop" | "resume" };
  "connection.updated": { connectionId: string };
  /** Agents see more or fewer conversations from now on. */
  "visibility.changed": { agentVisibility: string };
  "channel.event": { channelEventId: string; connectionId: string; field: string; event: string };
}
export type EventName = keyof DomainEvents;
export type DomainEvent = {
  [N in EventName]: { name: N; tenantId: string; data: DomainEvents[N] };
}[EventName];
type Subscriber = (events: DomainEvent[]) => Promise<void> | void;

const subscribers: Subscriber[] = [];

/** Hears every event of committed work, batched as committed; for effects that may be lost with the process (realtime). Work that must survive is enqueued as a job where the event is emitted. */
export function subscribe(subscriber: Subscriber): () => void {
  subscribers.push(subscriber);
  return () => void subscribers.splice(subscribers.indexOf(subscriber), 1);
}

type Witness = (events: DomainEvent[]) => Promise<void>;
const witnesses: { names: ReadonlySet<EventName>; witness: Witness }[] = [];

/** Hears these events inside the transaction they happen in: what it writes commits with them, and if it throws nothing does. For work that must survive, so it only stores and enqueues. */
export function bearWitness(names: readonly EventName[], witness: Witness): void {
  witnesses.push({ names: new Set(names), witness });
}

/** Tells witnesses before, and subscribers once the surrounding transaction is durable, and never if it rolls back. */
export function emit<N extends EventName>(name: N, ...list: DomainEvents[N][]): void {
  if (list.length === 0) return;
  const tenantId = currentTenantId();
  const events = list.map((data) => ({ name, tenantId, data })) as DomainEvent[];
  for (const { names, witness } of witnesses) {
    if (!names.has(name)) continue;
    beforeCommit(() => asTenant(tenantId, () => witness(events))).catch((err: unknown) =>
      log.error({ err, event: name }, "a witness failed outside a transaction"),
    );
  }
  afterCommit(() => {
    for (const subscriber of subscribers) void tell(subscriber, tenantId, events);
  });
}

async function tell(
  subscriber: Subscriber,
  tenantId: string,
  events: DomainEvent[],
): Promise<void> {
  try {
    await asTenant(tenantId, () => subscriber(events));
  } catch (err) {
    log.error({ err, events: events.length }, "an event subscriber failed");
  }
}
