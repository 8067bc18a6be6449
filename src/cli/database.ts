import { config } from "../config.ts";
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
