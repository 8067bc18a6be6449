import { afterEach, describe, expect, test } from "bun:test";
import { type Realtime, createRealtime, liveness, onEvent } from "./realtime.ts";

interface Frame {
  event: string;
  data: unknown;
}

const frames: Frame[] = [];
let sockets: { send: (text: string) => unknown; close: (code?: number) => void }[] = [];
let server: ReturnType<typeof Bun.serve> | undefined;
let client: Realtime | undefined;

function listen() {
  server = Bun.serve({
    port: 0,
    fetch: (request, self) =>
      self.upgrade(request, { data: undefined }) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      open: (socket) => {
        sockets.push(socket);
      },
      message: (_, text) => {
        frames.push(JSON.parse(String(text)));
      },
    },
  });
  return `ws://127.0.0.1:${server.port}/api/v1/realtime`;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (isTrue()) return;
    await Bun.sleep(10);
  }
  throw new Error("waited in vain");
}

const push = (frame: object) => sockets.at(-1)?.send(JSON.stringify(frame));
const eventsSent = () => frames.map(({ event }) => event);

afterEach(async () => {
  client?.stop();
  await server?.stop(true);
  frames.length = 0;
  sockets = [];
});

describe("the live connection", () => {
  test("proves who it is first and hands events to their listeners", async () => {
    const names: string[] = [];
    const off = onEvent("notification", ({ title }) => names.push(title));
    client = createRealtime({ url: listen(), token: async () => "t1" });

    client.start();
    await until(() => frames.length === 1);
    push({ id: 1, event: "notification", data: { title: "hello" } });
    await until(() => names.length === 1);
    off();
    push({ id: 2, event: "notification", data: { title: "nobody listens" } });
    await Bun.sleep(30);

    expect(frames[0]).toEqual({ event: "auth", data: { token: "t1" } });
    expect(names).toEqual(["hello"]);
  });

  test("has everything read again once the news begin, and not after an interruption", async () => {
    let resets = 0;
    const off = onEvent("reset", () => resets++);
    client = createRealtime({ url: listen(), token: async () => "t", delay: () => 5 });

    client.start();
    await until(() => frames.length === 1);
    push({ id: 7, event: "ready", data: {} });
    await until(() => resets === 1);
    sockets[0]?.close(1012);
    await until(() => frames.length === 3);
    const { promise: heard, resolve } = Promise.withResolvers<unknown>();
    const offLast = onEvent("notification", resolve);
    push({ id: 8, event: "ready", data: {} });
    push({ id: 9, event: "notification", data: { title: "last" } });
    await heard;
    off();
    offLast();

    expect(resets).toBe(1);
  });

  test("after an interruption asks for what came since the last frame", async () => {
    client = createRealtime({ url: listen(), token: async () => "t", delay: () => 5 });

    client.start();
    await until(() => sockets.length === 1);
    push({ id: 41, event: "notification", data: { title: "a" } });
    push({ id: 42, event: "notification", data: { title: "b" } });
    await Bun.sleep(30);
    sockets[0]?.close(1012);
    await until(() => frames.length === 3);

    expect(eventsSent()).toEqual(["auth", "auth", "resume"]);
    expect(frames[2]?.data).toEqual({ after: 42 });
    expect(liveness.value).toBe("live");
  });

  test("tells when too much was missed", async () => {
    let resets = 0;
    const off = onEvent("reset", () => resets++);
    client = createRealtime({ url: listen(), token: async () => "t" });

    client.start();
    await until(() => sockets.length === 1);
    push({ event: "reset" });
    await until(() => resets === 1);
    off();

    expect(resets).toBe(1);
  });

  test("asks for a new token after the server refused the old one", async () => {
    const asked: boolean[] = [];
    const token = async (renew: boolean) => {
      asked.push(renew);
      return renew ? "new" : "old";
    };
    client = createRealtime({ url: listen(), token, delay: () => 5 });

    client.start();
    await until(() => sockets.length === 1);
    sockets[0]?.close(4401);
    await until(() => frames.length >= 2);

    expect(asked).toEqual([false, true]);
    expect(frames[1]?.data).toEqual({ token: "new" });
  });

  test("waits and tries again while the token cannot be had", async () => {
    let tries = 0;
    const token = async () => {
      tries++;
      if (tries < 3) throw new Error("offline");
      return "t";
    };
    client = createRealtime({ url: listen(), token, delay: () => 5 });

    client.start();
    await until(() => frames.length === 1);

    expect(tries).toBe(3);
  });

  test("once stopped it stays away", async () => {
    client = createRealtime({ url: listen(), token: async () => "t", delay: () => 5 });

    client.start();
    await until(() => sockets.length === 1);
    client.stop();
    await Bun.sleep(50);

    expect(sockets.length).toBe(1);
    expect(client.send("ping", {})).toBe(false);
    expect(liveness.value).toBe("off");
  });
});
