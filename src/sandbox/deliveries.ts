import { getConnection } from "../connections/service.ts";
import { afterCommit, currentTenantId } from "../db/index.ts";
import { enqueue } from "../jobs/service.ts";
import { wakeWorker } from "../jobs/wake.ts";
import { clock } from "../lib/clock.ts";
import { webhookError } from "./errors.ts";
import { asDigits, digitsOf, inventedNumber } from "./ids.ts";

export const WEBHOOK_JOB = "sandbox.webhook";
export const STEP_JOB = "sandbox.step";
const REPEAT_AFTER_MS = 150;
/** Somebody watches both sides. */
const SOON = 10;

interface Pacing {
  delayMs: number;
  duplicates: number;
}
interface Delivery extends Pacing {
  connectionId: string;
  value: Record<string, unknown>;
  /** On top of the pacing. */
  afterMs?: number;
  /** The contact's message that counts as delivered once it is handed over. */
  messageId?: string;
}

/** Webhooks leave as jobs of the transaction that made them true, so none is lost or told too early. */
export async function enqueueDelivery(delivery: Delivery): Promise<void> {
  const { connectionId, value, delayMs, duplicates, afterMs = 0, messageId } = delivery;
  const body = JSON.stringify(await envelope(connectionId, value));
  const times = Array.from(
    { length: 1 + duplicates },
    (_, n) => delayMs + afterMs + n * REPEAT_AFTER_MS,
  );
  await later(
    WEBHOOK_JOB,
    times.map((ms) => ({
      ms,
      payload: { connectionId, body, ...(messageId === undefined ? {} : { messageId }) },
    })),
  );
}

export type Step = "delivered" | "read";

/** What the simulated phone does by itself after a while. */
export const enqueueStep = (
  { id, connectionId }: { id: string; connectionId: string },
  step: Step,
  ms: number,
): Promise<void> => later(STEP_JOB, [{ ms, payload: { messageId: id, connectionId, step } }]);

interface Planned {
  ms: number;
  payload: Record<string, unknown>;
}

async function later(kind: string, list: Planned[]): Promise<void> {
  const now = clock.ms();
  const ownerId = currentTenantId();
  await enqueue(
    ...list.map(({ ms, payload }) => ({
      kind,
      payload,
      ownerId,
      priority: SOON,
      runAt: new Date(now + ms),
    })),
  );
  // Workers look once a second: too coarse for ticks somebody watches.
  const waits = list.map(({ ms }) => ms).filter((ms) => ms > 0 && ms < 5000);
  afterCommit(() => {
    for (const ms of waits) setTimeout(() => wakeWorker(kind), ms + 5).unref();
  });
}

async function envelope(connectionId: string, value: Record<string, unknown>): Promise<unknown> {
  const { phoneNumber } = await getConnection(connectionId);
  const metadata = {
    display_phone_number: digitsOf(phoneNumber ?? inventedNumber(connectionId)),
    phone_number_id: asDigits(connectionId),
  };
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: asDigits(currentTenantId()),
        changes: [
          { value: { messaging_product: "whatsapp", metadata, ...value }, field: "messages" },
        ],
      },
    ],
  };
}

export const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

export interface StatusOf {
  waId: string;
  callbackId: string | null;
  phone: string;
  status: "sent" | "delivered" | "read" | "failed";
  at: Date;
  errorCode?: number | null;
}

export const statusValue = (...list: StatusOf[]): Record<string, unknown> => ({
  statuses: list.map(({ waId, callbackId, phone, status, at, errorCode }) => ({
    id: waId,
    status,
    timestamp: seconds(at),
    recipient_id: digitsOf(phone),
    ...(callbackId === null ? {} : { biz_opaque_callback_data: callbackId }),
    ...(status === "failed" ? { errors: [webhookError(errorCode ?? 131000)] } : {}),
  })),
});
