import { join } from "node:path";
import { endWithUs } from "./server.ts";

export interface Floor {
  url: string;
  pid: number;
  post(path: "/plain" | "/insert", body: string): Promise<void>;
  stop(): void;
}

export async function startFloor(): Promise<Floor> {
  const main = join(import.meta.dir, "floor.ts");
  const child = endWithUs(Bun.spawn([process.execPath, main], { stdout: "pipe" }));
  const { value } = await child.stdout.getReader().read();
  const url = `http://127.0.0.1:${new TextDecoder().decode(value).trim()}`;
  return {
    url,
    pid: child.pid,
    post: async (path, body) => {
      await (await fetch(`${url}${path}`, { method: "POST", body })).arrayBuffer();
    },
    stop: () => child.kill(),
  };
}
