import { statfsSync } from "node:fs";
import { config } from "../config.ts";

/** Below it people should act: a database that cannot grow refuses every message. */
export const MIN_FREE_BYTES = 1024 ** 3;

export function freeBytes(): number {
  const { bavail, bsize } = statfsSync(config().dataDir);
  return bavail * bsize;
}
