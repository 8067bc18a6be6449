import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Database } from "bun:sqlite";

const WAIT_MS = 3000;
let held: Database | undefined;

/**
 * One process at a time in a data directory: a second one on the same SQLite file would take the first for dead
 * and give its work away. The operating system frees the lock when the process ends, however it ends.
 */
export function holdDataDir(dataDir: string): boolean {
  if (held) return true;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = new Database(join(dataDir, "running.lock"), { create: true, readwrite: true });
  try {
    lock.run(`pragma busy_timeout = ${WAIT_MS}`);
    lock.run("begin exclusive");
  } catch (error) {
    lock.close();
    if (/SQLITE_BUSY|database is locked/.test(String(error))) return false;
    throw error;
  }
  held = lock;
  return true;
}
