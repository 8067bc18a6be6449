import type { Server, ServerWebSocket } from "bun";
import { SOCKET_LIMITS } from "./limits.ts";
import { type RealtimeNode, startNode } from "./node.ts";
import type { Session } from "./session.ts";

const PATH = "/api/v1/realtime";

let node: RealtimeNode | undefined;

function socketOf(current: () => RealtimeNode | undefined) {
  return {
    accepts: (request: Request): boolean =>
      request.headers.get("Upgrade")?.toLowerCase() === "websocket" &&
      new URL(request.url).pathname === PATH,
    /** Undefined when the socket is open. */
    upgrade(request: Request, server: Server<Session>): Response | undefined {
      const running = current();
      if (!running) return new Response(null, { status: 503 });
      const data = running.newSession(new URL(request.url).searchParams.get("ticket") ?? undefined);
      return server.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
    },
    websocket: {
      ...SOCKET_LIMITS,
      open: (socket: ServerWebSocket<Session>) => current()?.opened(socket.data, socket),
      message: (socket: ServerWebSocket<Session>, text: string | Buffer) =>
        current()?.heard(socket.data, String(text)),
      close: (socket: ServerWebSocket<Session>) => current()?.closed(socket.data),
    },
  };
}

/** What the listener plugs into `Bun.serve`: started once the database is open, stopped before it closes. */
export const realtimeSocket = {
  ...socketOf(() => node),
  async start(): Promise<void> {
    node ??= await startNode();
  },
  async stop(): Promise<void> {
    const stopping = node;
    node = undefined;
    await stopping?.stop();
  },
};
