import { connect, createServer, type Socket } from "node:net";

/** A line to a server that can be cut, or go dead without a word, and come back. */
export interface TcpProxy {
  port: number;
  /** Ends every connection and each new one. */
  cut(): void;
  /** Connections stay, but nothing comes through, as behind a firewall that drops packets. */
  freeze(): void;
  /** Whatever was frozen is lost. */
  mend(): void;
  stop(): void;
}

export async function tcpProxy(host: string, port: number): Promise<TcpProxy> {
  let state: "open" | "cut" | "frozen" = "open";
  const ends = new Set<Socket>();
  const endAll = (): void => {
    for (const socket of ends) socket.destroy();
  };
  const keep = (socket: Socket, other: Socket): void => {
    ends.add(socket);
    socket.on("data", (bytes) => {
      if (state === "open") other.write(bytes);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      ends.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const far = connect(port, host);
    keep(near, far);
    keep(far, near);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    cut: () => {
      state = "cut";
      endAll();
    },
    freeze: () => {
      state = "frozen";
    },
    mend: () => {
      if (state === "frozen") endAll();
      state = "open";
    },
    stop: () => {
      endAll();
      server.close();
    },
  };
}
