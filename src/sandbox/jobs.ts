import { z } from "zod";
import { findOpenConnection } from "../connections/open.ts";
import { findConnection } from "../connections/queries.ts";
import { subscribe } from "../events/events.ts";
import { receiveDelivery } from "../inbound/service.ts";
import { defineJob } from "../jobs/service.ts";
import { markHandedOver, takeStep } from "./arrival.ts";
import { STEP_JOB, WEBHOOK_JOB } from "./deliveries.ts";
import { dropFiles } from "./media.ts";

const Webhook = z.object({
  connectionId: z.string(),
  body: z.string(),
  messageId: z.string().optional(),
});
const StepOf = z.object({
  connectionId: z.string(),
  messageId: z.string(),
  step: z.enum(["delivered", "read"]),
});

defineJob({
  kind: WEBHOOK_JOB,
  concurrency: 20,
  run: async ({ payload }) => {
    const { connectionId, body, messageId } = Webhook.parse(payload);
    if (!(await findOpenConnection(connectionId))) return;
    await receiveDelivery(connectionId, new TextEncoder().encode(body));
    if (messageId !== undefined) await markHandedOver(connectionId, messageId);
  },
});

defineJob({
  kind: STEP_JOB,
  concurrency: 20,
  run: async ({ payload }) => {
    const { connectionId, messageId, step } = StepOf.parse(payload);
    if (await findOpenConnection(connectionId)) await takeStep(connectionId, messageId, step);
  },
});

/** Rows go with their connection by themselves, files do not. */
subscribe(async (events) => {
  for (const { name, data } of events) {
    if (name !== "connection.updated" || (await findConnection(data.connectionId))) continue;
    await dropFiles(data.connectionId);
  }
});
