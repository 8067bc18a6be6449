import { realtimeSocket } from "../realtime/socket.ts";
import { until } from "./messaging.ts";

export interface Heard {
  event: string;
  id?: number;
  // Frames of every kind; assertions give them meaning.
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  data: any;
}
export interface TestSocket {
  frames: Heard[];
  send(event: string, data?: unknown): void;
  /** The first frame of this kind, waited for; seen frames are skipped. */
  next(event: string, timeoutMs?: number): Promise<Heard>;
  closed: Promise<number>;
  close(): Promise<number>;
}

/** The realtime socket of this process behind a real listener. */
export async function listenRealtime() {
  await realtimeSocket.start();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, self) =>
      realtimeSocket.accepts(request)
        ? realtimeSocket.upgrade(request, self)
        : new Response(null, { status: 404 }),
    websocket: realtimeSocket.websocket,
  });
  const url = `ws://127.0.0.1:${server.port}/api/v1/realtime`;
  return {
    url,
    port: server.port ?? 0,
    /** How many sockets are open. */
    open: () => server.pendingWebSockets,
    stop: async () => {
      await realtimeSocket.stop();
      await server.stop(true);
    },
  };
}

/** A browser's end. */
export async function dial(url: string): Promise<TestSocket> {
  const socket = new WebSocket(url);
  const frames: Heard[] = [];
  let taken = 0;
  socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)));
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  await new Promise((resolve) => {
    socket.onopen = resolve;
    socket.onerror = resolve;
  });
  return {
    frames,
    send: (event, data) => socket.send(JSON.stringify({ event, data })),
    next: (event, timeoutMs) =>
      until(async () => {
        const at = frames.findIndex((frame, index) => index >= taken && frame.event === event);
        if (at < 0) return undefined;
        taken = at + 1;
        return frames[at];
      }, timeoutMs),
    closed,
    close: async () => {
      socket.close();
      return closed;
    },
  };
}

/** A browser's end, signed in. */
export async function signedIn(url: string, token: string): Promise<TestSocket> {
  const socket = await dial(url);
  socket.send("auth", { token });
  await socket.next("ready");
  return socket;
}
