import { registerReplay } from "../connections/deliveries.ts";
import { newId } from "../db/columns.ts";
import { clock } from "../lib/clock.ts";
import { insertDelivery, setPendingAgain } from "./queries.ts";
import { rouseLane } from "./processor.ts";

/** Stores a verified delivery; resolves once it is durable. What it says is worked out afterwards, in order, within its lane. */
export async function receiveDelivery(lane: string, body: Uint8Array): Promise<void> {
  await insertDelivery({ id: newId(), lane, body: Buffer.from(body), receivedAt: clock.now() });
  rouseLane(lane);
}

/** Works a stored delivery out again; everything in it that is already there stays as it is. */
export async function replayDelivery(deliveryId: string): Promise<void> {
  const lane = await setPendingAgain(deliveryId);
  if (lane !== undefined) rouseLane(lane);
}

registerReplay(replayDelivery);
