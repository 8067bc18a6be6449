import { registerReplay } from "../connections/deliveries.ts";
import { newId } from "../db/columns.ts";
import { asSystem, outsideTransaction } from "../db/index.ts";
import { clock } from "../lib/clock.ts";
import { insertDeliveries, setPendingAgain } from "./queries.ts";
import { rouseLane } from "./processor.ts";

interface Arrival {
  delivery: { id: string; lane: string; body: Uint8Array; receivedAt: Date };
  resolve: () => void;
  reject: (error: unknown) => void;
}
/** Bounds what one statement holds; a delivery has at most 3 MB. */
const MAX_TOGETHER = 200;
const MAX_BYTES = 8 * 1024 * 1024;

let arrived: Arrival[] = [];

/** Stores a verified delivery; resolves once it is durable. What it says is worked out afterwards, in order, within its lane. */
export function receiveDelivery(lane: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const delivery = { id: newId(), lane, body, receivedAt: clock.now() };
    // What comes within a turn of the loop is stored together; outside the request, whose scope is not the others'.
    if (arrived.push({ delivery, resolve, reject }) === 1)
      outsideTransaction(() => setImmediate(() => void asSystem(storeArrived)));
  });
}

async function storeArrived(): Promise<void> {
  const all = arrived;
  arrived = [];
  await Promise.all(portions(all).map(store));
}

function portions(list: Arrival[]): Arrival[][] {
  const portions: Arrival[][] = [];
  let last: Arrival[] = [];
  let size = 0;
  for (const arrival of list) {
    size += arrival.delivery.body.byteLength;
    if (last.length === 0 || last.length === MAX_TOGETHER || size > MAX_BYTES) {
      portions.push((last = []));
      size = arrival.delivery.body.byteLength;
    }
    last.push(arrival);
  }
  return portions;
}

async function store(list: Arrival[]): Promise<void> {
  try {
    await insertDeliveries(list.map(({ delivery }) => delivery));
  } catch (error) {
    for (const { reject } of list) reject(error);
    return;
  }
  for (const { delivery, resolve } of list) {
    rouseLane(delivery.lane);
    resolve();
  }
}

/** Works a stored delivery out again; everything in it that is already there stays as it is. */
export async function replayDelivery(deliveryId: string): Promise<void> {
  const lane = await setPendingAgain(deliveryId);
  if (lane !== undefined) rouseLane(lane);
}

registerReplay(replayDelivery);
