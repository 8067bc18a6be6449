import { config } from "../config.ts";
import { freeBytes, MIN_FREE_BYTES } from "./disk.ts";
import { log } from "./log.ts";
import { diskFree } from "./metrics.ts";

const LOOK_EVERY_MS = 30_000;
/** Said again while nobody acts. */
const REPEAT_EVERY_MS = 15 * 60_000;

/** Says in the log that the disk fills up, before it is full, and when it is well again. */
export function watchDisk(lookEveryMs = LOOK_EVERY_MS, minFreeBytes = MIN_FREE_BYTES): () => void {
  let warnedAt: number | undefined;
  const look = (): void => {
    const free = freeBytes();
    diskFree.set(free);
    const facts = { alert: "disk_full", freeBytes: free, dataDir: config().dataDir };
    if (free >= minFreeBytes) {
      if (warnedAt !== undefined) log.info(facts, "the disk has room again");
      warnedAt = undefined;
    } else if (warnedAt === undefined || Date.now() - warnedAt >= REPEAT_EVERY_MS) {
      warnedAt = Date.now();
      log.error(facts, "the disk is nearly full: make room, or messages and media will be refused");
    }
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return () => clearInterval(timer);
}
