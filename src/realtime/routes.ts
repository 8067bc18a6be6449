import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { realtimeContract } from "./schema.ts";
import { issueTicket } from "./ticket.ts";

export const realtimeFeature: Feature = {
  api: [
    implement(realtimeContract)({
      createRealtimeTicket: async ({ c }) =>
        issueTicket((c.req.header("Authorization") ?? "").replace(/^bearer +/i, "")),
    }),
  ],
};
