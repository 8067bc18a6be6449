import { config } from "../config.ts";
import type { RunningServer } from "../serve.ts";
import { requireDataDir, requireDatabase } from "./database.ts";
import { CommandFailed, EXIT, type Exit } from "./outcome.ts";

/** What is in flight gets this long; nothing acknowledged is lost after it either. */
const GRACE_MS = 9000;

export async function serveCommand(): Promise<Exit> {
  const stopped = Promise.withResolvers<Exit>();
  const starting = listen();
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(EXIT.failed);
    stopping = true;
    setTimeout(() => stopped.resolve(EXIT.ok), GRACE_MS).unref();
    starting
      .then((running) => running.stop())
      .then(
        () => stopped.resolve(EXIT.ok),
        (error: unknown) => {
          console.error(error);
          stopped.resolve(EXIT.failed);
        },
      );
  };
  // Heard from the beginning: who stops a server that still starts means it too.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await starting;
  return stopped.promise;
}

async function listen(): Promise<RunningServer> {
  try {
    if (config().installedAt === null) {
      requireDataDir();
      const { startInstaller } = await import("./setup.ts");
      return await startInstaller();
    }
    await requireDatabase();
    // Nodes on Postgres may share a directory of media.
    if (config().databaseUrl.startsWith("file:")) requireDataDir();
    return await startApplication();
  } catch (error) {
    throw portTrouble(error) ?? error;
  }
}

async function startApplication(): Promise<RunningServer> {
  // Imported only now: the database's dialect is fixed when it is first loaded.
  const { migrated } = await import("./database.ts");
  await migrated();
  const { startServer } = await import("../serve.ts");
  const server = await startServer();
  console.log(`WhatsCRM listens on http://${config().host}:${server.port}`);
  return server;
}

function portTrouble(error: unknown): CommandFailed | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const { host, port } = config();
  if (code === "EADDRINUSE")
    return new CommandFailed(
      EXIT.failed,
      `Port ${port} is taken by another program. Stop that program, or choose another port: whatscrm --port ${port + 1}`,
    );
  if (code === "EACCES")
    return new CommandFailed(
      EXIT.failed,
      `This user may not listen on port ${port}. Choose one above 1023, or put a proxy in front.`,
    );
  if (code === "EADDRNOTAVAIL")
    return new CommandFailed(EXIT.failed, `This machine has no address ${host}.`);
  return undefined;
}
