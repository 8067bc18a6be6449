import { freshServer, type ServerOptions, type TestServer } from "../../test/support/server.ts";

/** A benchmark that fails must leave nothing running. */
export function endWithUs<C extends { kill(): void }>(child: C): C {
  process.on("exit", () => child.kill());
  return child;
}

export async function benchServer(
  databaseUrl?: string,
  options: ServerOptions = {},
): Promise<TestServer> {
  const server = await freshServer({
    ...options,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  endWithUs(server.process);
  return server;
}
