import { z } from "zod";
import { defineJob } from "../jobs/service.ts";
import { DOWNLOAD_JOB, download } from "./inbound.ts";
import "./leaving.ts";
import { FORGET_JOB, forgetMedia, sweep, SWEEP_JOB } from "./service.ts";

const Download = z.object({ mediaId: z.string(), messageId: z.string() });
const Sweep = z.object({ key: z.string() });
const Forget = z.object({ mediaIds: z.array(z.string()) });

defineJob({
  kind: DOWNLOAD_JOB,
  concurrency: 8,
  leaseMs: 180_000,
  run: async ({ payload, attempts, maxAttempts }) => {
    const { mediaId, messageId } = Download.parse(payload);
    await download(mediaId, messageId, attempts >= maxAttempts);
  },
});

defineJob({ kind: SWEEP_JOB, run: ({ payload }) => sweep(Sweep.parse(payload).key) });

defineJob({
  kind: FORGET_JOB,
  run: ({ payload }) => forgetMedia(Forget.parse(payload).mediaIds),
});
