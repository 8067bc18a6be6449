import type { ChannelEvent } from "../channels/channel.ts";
import { platformChannel } from "../channels/registry.ts";
import {
  findByAccountId,
  findByPhoneNumberId,
  findOpenConnection,
  type OpenedConnection,
} from "../connections/open.ts";
import { asSystem, asTenant, isTrouble, transaction, tryLockName } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { log, logTrouble } from "../ops/log.ts";
import { applyEvents } from "./apply.ts";
import { listPending, listPendingLanes, type Pending, setDeliveries } from "./queries.ts";

/** The lane of deliveries that may concern any connection. */
export const PLATFORM_LANE = "platform";
const BATCH = 200;
const POLL_MS = 1000;
/** A lane rests this long after it was worked on: what comes meanwhile shares its statements. */
const GATHER_MS = 10;
const MAX_LANES = 8;

const dirty = new Set<string>();
const working = new Set<string>();
let rouse: () => void = () => undefined;

export function rouseLane(lane: string): void {
  dirty.add(lane);
  rouse();
}

/** Works stored deliveries out until stopped; a lane at a time here, and on one node at a time. */
export function startInbound(): () => Promise<void> {
  let stopping = false;
  let lookedAt = performance.now();
  const loop = async (): Promise<void> => {
    while (!stopping) {
      for (const lane of dirty) {
        if (working.size >= MAX_LANES) break;
        if (working.has(lane)) continue;
        dirty.delete(lane);
        working.add(lane);
        void drain(lane)
          .then(() => Bun.sleep(GATHER_MS))
          .finally(() => {
            working.delete(lane);
            rouse();
          });
      }
      await sleep();
      // Also while one lane is busy all the time: another may have been left behind.
      if (!stopping && performance.now() - lookedAt >= POLL_MS) {
        await findLanes();
        lookedAt = performance.now();
      }
    }
    while (working.size > 0) await sleep();
  };
  const ended = findLanes().then(loop);
  return async () => {
    stopping = true;
    rouse();
    await ended;
  };
}

/** What another node left behind, or this one before it died. */
async function findLanes(): Promise<void> {
  try {
    for (const lane of await asSystem(listPendingLanes)) dirty.add(lane);
  } catch (err) {
    logTrouble(err, "pending deliveries could not be listed");
  }
}

/** Until roused, at most for a poll. */
const sleep = (): Promise<void> =>
  new Promise((resume) => {
    const timer = setTimeout(resume, POLL_MS);
    rouse = () => {
      clearTimeout(timer);
      resume();
    };
  });

async function drain(lane: string): Promise<void> {
  try {
    for (;;) {
      const taken = await workBatch(lane, BATCH);
      if (taken < BATCH) return;
    }
  } catch (err) {
    if (!isTrouble(err)) log.warn({ err, lane }, "a batch of deliveries failed; going one by one");
    await oneByOne(lane);
  }
}

/** After a batch failed: whatever is broken is set aside, its neighbours go on. */
async function oneByOne(lane: string): Promise<void> {
  for (let n = 0; n < BATCH; n++) {
    try {
      if ((await workBatch(lane, 1)) === 0) return;
    } catch (err) {
      // Not the delivery's fault: it stays pending, and the next poll tries again.
      if (isTrouble(err)) return logTrouble(err, `deliveries of ${lane} wait`);
      log.error({ err, lane }, "a delivery could not be worked out; it is kept for replay");
      const failed = await setFirstAside(lane, String(err).slice(0, 1000));
      if (!failed) return;
    }
  }
  dirty.add(lane);
}

async function setFirstAside(lane: string, error: string): Promise<boolean> {
  try {
    return await asSystem(() =>
      transaction(async () => {
        const [first] = await listPending(lane, 1);
        if (first) await setDeliveries([first.id], { state: "failed", error }, clock.now());
        return first !== undefined;
      }),
    );
  } catch (err) {
    // The database itself is in trouble: leave everything pending, the next poll tries again.
    log.error({ err, lane }, "a delivery could not be set aside");
    return false;
  }
}

/** One transaction: what the deliveries say and that they are done commit together. Returns how many were taken. */
async function workBatch(lane: string, limit: number): Promise<number> {
  const owner = lane === PLATFORM_LANE ? undefined : await asSystem(() => findOpenConnection(lane));
  const scoped = <T>(fn: () => Promise<T>): Promise<T> =>
    owner ? asTenant(owner.tenantId, fn) : asSystem(fn);
  return scoped(() =>
    transaction(async () => {
      if (!(await tryLockName(`inbound/${lane}`))) return 0;
      const batch = await listPending(lane, limit);
      if (batch.length === 0) return 0;
      const groups = await routed(lane, batch, owner);
      for (const { id, tenantId, events } of groups.values()) {
        await asTenant(tenantId, () => applyEvents(id, events));
      }
      const ids = batch.map(({ id }) => id);
      await setDeliveries(
        ids,
        { state: groups.size > 0 ? "processed" : "ignored", error: null },
        clock.now(),
      );
      return batch.length;
    }),
  );
}

interface Target {
  id: string;
  tenantId: string;
}
interface Group extends Target {
  events: ChannelEvent[];
}

/** Which connection each event concerns; order within a connection stays. */
async function routed(
  lane: string,
  batch: Pending[],
  owner: OpenedConnection | undefined,
): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  const webhook = (owner?.channel ?? platformChannel).webhook;
  if (!webhook) return groups;
  for (const delivery of batch) {
    for (const event of webhook.parse(delivery.body, delivery.receivedAt.getTime())) {
      const targets = await targetsOf(event, owner);
      if (targets.length === 0) {
        const { kind, phoneNumberId } = event;
        log.warn(
          { lane, deliveryId: delivery.id, kind, phoneNumberId },
          "event for no connection of ours",
        );
      }
      for (const { id, tenantId } of targets) {
        const group = groups.get(id) ?? { id, tenantId, events: [] };
        group.events.push(event);
        groups.set(id, group);
      }
    }
  }
  return groups;
}

async function targetsOf(
  event: ChannelEvent,
  owner: OpenedConnection | undefined,
): Promise<Target[]> {
  const { phoneNumberId, accountId } = event;
  if (
    owner &&
    (phoneNumberId === undefined ||
      owner.phoneNumberId === null ||
      owner.phoneNumberId === phoneNumberId)
  ) {
    return [owner];
  }
  if (phoneNumberId === undefined) return accountId === undefined ? [] : findByAccountId(accountId);
  const found = await findByPhoneNumberId(phoneNumberId);
  // A tenant's own app may deliver for several of the tenant's numbers, never for somebody else's.
  return found && (!owner || found.tenantId === owner.tenantId) ? [found] : [];
}
