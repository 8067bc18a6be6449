import { z } from "zod";
import { defineSchedule } from "../jobs/runtime.ts";
import { defineJob } from "../jobs/service.ts";
import { CHECK_JOB, checkConnection, enqueueAllChecks } from "./check.ts";

const Payload = z.object({ connectionId: z.string() });

defineJob({
  kind: CHECK_JOB,
  run: async ({ payload }) => {
    await checkConnection(Payload.parse(payload).connectionId);
  },
});

defineSchedule({ name: CHECK_JOB, pattern: "*/10 * * * *", run: enqueueAllChecks });
