import type { Server, ServerWebSocket } from "bun";
import { config } from "./config.ts";
import { SOCKET_LIMITS } from "./realtime/limits.ts";
import type { Session } from "./realtime/session.ts";

/** What stands behind the listener: the wizard first, the product once it is installed. */
export interface Answering {
  /** Undefined when the request became a socket. */
  fetch(
    request: Request,
    server: Server<Session>,
  ): Response | undefined | Promise<Response | undefined>;
  websocket?: {
    open(socket: ServerWebSocket<Session>): void;
    message(socket: ServerWebSocket<Session>, text: string | Buffer): void;
    close(socket: ServerWebSocket<Session>): void;
  };
}

export interface Listener {
  port: number;
  /** From the next request on; the port is never left, so nobody is refused in between. */
  become(next: Answering): void;
  /** Without force, what is in flight goes on. */
  stop(isForced?: boolean): Promise<void>;
}

/** One listener for the life of the process. Knows no database: the wizard listens before one is chosen. */
export function listen(first: Answering): Listener {
  let current = first;
  const server = Bun.serve<Session>({
    port: config().port,
    hostname: config().host,
    idleTimeout: 120,
    // Uploads bring their own limit; everything else is limited in app.ts.
    maxRequestBodySize: 128 * 1024 * 1024,
    fetch: (request, self) => current.fetch(request, self),
    websocket: {
      ...SOCKET_LIMITS,
      open: (socket) => current.websocket?.open(socket),
      message: (socket, text) => current.websocket?.message(socket, text),
      close: (socket) => current.websocket?.close(socket),
    },
  });
  return {
    port: server.port ?? config().port,
    become: (next) => {
      current = next;
    },
    stop: (isForced = false) => server.stop(isForced),
  };
}
