import { z } from "zod";
import { route } from "../lib/contract.ts";
import { Instant } from "../lib/schema.ts";

export const realtimeContract = {
  createRealtimeTicket: route({
    method: "POST",
    path: "/realtime/ticket",
    summary: "Get a ticket that opens the WebSocket once, as `?ticket=`, within 30 seconds",
    out: z.object({ ticket: z.string(), expiresAt: Instant }),
    status: 201,
  }),
};
