import type { TestServer } from "../../test/support/server.ts";

/** One sample of the server's own counters; `name` as it stands there, labels included. */
export async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}
