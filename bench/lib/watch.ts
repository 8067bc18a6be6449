import type { TestServer } from "../../test/support/server.ts";

export interface Browser {
  /** New messages told so far. */
  frames(): number;
  close(): void;
}

/** A browser's socket that hears of every new message. */
export async function watch(
  server: TestServer,
  heard: (content: string) => void = () => undefined,
): Promise<Browser> {
  let frames = 0;
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/realtime`);
  const ready = Promise.withResolvers<void>();
  socket.onerror = () => ready.reject(new Error("no socket"));
  socket.onopen = () =>
    socket.send(JSON.stringify({ event: "auth", data: { token: server.token } }));
  socket.onmessage = ({ data }) => {
    const text = String(data);
    if (text.startsWith('{"event":"reset"')) throw new Error("the server fell behind");
    if (!text.startsWith('{"event":"message:new"')) return ready.resolve();
    frames++;
    heard(JSON.parse(text).data.message.content);
  };
  await ready.promise;
  return { frames: () => frames, close: () => socket.close() };
}
