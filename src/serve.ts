import type { Server } from "bun";
import { authenticate } from "./accounts/authenticate.ts";
import { createApp, type Feature } from "./app.ts";
import { config } from "./config.ts";
import { closeDatabase, openDatabase } from "./db/index.ts";
import { migrate } from "./db/migrate.ts";
import { features } from "./features.ts";
import { pagesFeature } from "./http/pages.ts";
import { startInbound } from "./inbound/processor.ts";
import { startJobs } from "./jobs/runtime.ts";
import { type Answering, listen, type Listener } from "./listener.ts";
import { watchDisk } from "./ops/disk-watch.ts";
import { log } from "./ops/log.ts";
import type { Session } from "./realtime/session.ts";
import { realtimeSocket } from "./realtime/socket.ts";

/** How long requests in flight may take when the server stops. */
const DRAIN_MS = 10_000;

export interface RunningServer {
  port: number;
  /** Stops accepting, finishes what is in flight, closes the database. */
  stop(): Promise<void>;
}

/** The whole product on the configured database: migrations, workers, listener. */
export async function startServer({
  features: further = [],
  listener: given,
}: {
  /** Before the product's own: the wizard's last pages. */
  features?: Feature[];
  /** Already open, as after the wizard. */
  listener?: Listener;
} = {}): Promise<RunningServer> {
  const applied = await migrate();
  if (applied.length > 0) log.info({ applied }, "database migrated");
  await openDatabase();
  const app = createApp([...further, ...features, pagesFeature(features)], authenticate);
  const product: Answering = {
    fetch: (request, self) =>
      realtimeSocket.accepts(request)
        ? realtimeSocket.upgrade(request, self)
        : app.fetch(request, { ip: addressOf(request, self) }),
    websocket: realtimeSocket.websocket,
  };
  // The port first: a start that fails for it must not have touched the work of whoever has it.
  const listener = given ?? listen(product);
  await realtimeSocket.start();
  const stopInbound = startInbound();
  const stopJobs = await startJobs();
  const stopDisk = watchDisk();
  listener.become(product);
  return {
    port: listener.port,
    stop: async () => {
      const drained = listener.stop();
      await realtimeSocket.stop();
      await Promise.race([drained, Bun.sleep(DRAIN_MS)]);
      await listener.stop(true);
      stopDisk();
      await stopInbound();
      await stopJobs();
      await closeDatabase();
    },
  };
}

/** Behind a proxy the peer is the proxy: its word is taken only when the operator says so. */
function addressOf(request: Request, server: Server<Session>): string | null {
  const forwarded = config().trustProxy
    ? request.headers.get("X-Forwarded-For")?.split(",").at(-1)?.trim()
    : undefined;
  return forwarded ?? server.requestIP(request)?.address ?? null;
}
