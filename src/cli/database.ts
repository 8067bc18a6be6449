import { config } from "../config.ts";
import { holdDataDir } from "../db/data-lock.ts";
import { probeDatabase } from "../db/probe.ts";
import { CommandFailed, EXIT } from "./outcome.ts";

export function requireInstalled(): void {
  if (config().installedAt !== null) return;
  throw new CommandFailed(
    EXIT.notInstalled,
    `WhatsCRM is not installed in ${config().dataDir}. Start it and open /install, or run: whatscrm install --help`,
  );
}

/** Refuses a database that is away, or that lost everything, before anything opens it. */
export async function requireDatabase(): Promise<void> {
  const found = await probeDatabase(config().databaseUrl);
  if (!found.ok) throw new CommandFailed(EXIT.database, found.message);
  if (found.contents === "empty")
    throw new CommandFailed(
      EXIT.database,
      "The database of this installation is empty. Put its file or its content back; nothing was changed.",
    );
}

/** Refuses a data directory that another process works in, or that this one may not write. */
export function requireDataDir(): void {
  const { dataDir } = config();
  let isOurs = false;
  try {
    isOurs = holdDataDir(dataDir);
  } catch (error) {
    throw new CommandFailed(
      EXIT.failed,
      `This program may not write to ${dataDir}: ${error instanceof Error ? error.message : String(error)}. Change its owner, or choose another directory: --data`,
    );
  }
  if (!isOurs)
    throw new CommandFailed(
      EXIT.failed,
      `Another WhatsCRM runs in ${dataDir}. Use that one, stop it first, or choose another directory: --data`,
    );
}

/** Brings the schema up to date; a database of a later release is left alone. */
export async function migrated(): Promise<string[]> {
  const { DatabaseNewer, migrate } = await import("../db/migrate.ts");
  try {
    return await migrate();
  } catch (error) {
    if (error instanceof DatabaseNewer)
      throw new CommandFailed(
        EXIT.database,
        `${error.message}. Start the release that wrote it, or a later one.`,
      );
    throw error;
  }
}
