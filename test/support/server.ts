import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "../..");

export interface ServerOptions {
  /** `postgres://…`; a SQLite file in the data directory by default. */
  databaseUrl?: string;
  graphUrl?: string;
  port?: number;
  dataDir?: string;
  env?: Record<string, string>;
}
export interface TestServer {
  url: string;
  dataDir: string;
  process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** Signed in as the owner. */
  api: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<ApiAnswer>;
  token: string;
  kill(): Promise<void>;
  stop(): Promise<number>;
}
export interface ApiAnswer {
  status: number;
  // Tests reach into answers of every shape; assertions give them meaning.
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  body: any;
}

export const OWNER = { email: "owner@example.com", password: "correct horse battery" };

/** The executable where it was built, else the sources. */
export const command = (): string[] =>
  existsSync(join(root, "dist/whatscrm"))
    ? [join(root, "dist/whatscrm")]
    : [process.execPath, join(root, "src/main.ts")];

export async function freePort(): Promise<number> {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

function environment(
  { databaseUrl, graphUrl, env }: ServerOptions,
  dataDir: string,
  port: number,
): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return {
    PATH,
    HOME,
    WHATSCRM_DATA: dataDir,
    PORT: String(port),
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...(graphUrl ? { WHATSAPP_API_URL: graphUrl } : {}),
    ...env,
  };
}

/** Installs without a browser, as an administrator would with a script. */
export async function install(
  options: ServerOptions = {},
): Promise<{ dataDir: string; port: number }> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "whatscrm-e2e-"));
  const port = options.port ?? (await freePort());
  const passwordFile = join(dataDir, "owner-password");
  writeFileSync(passwordFile, OWNER.password, { mode: 0o600 });
  const run = Bun.spawn(
    [
      ...command(),
      "install",
      "--url",
      `http://127.0.0.1:${port}`,
      "--site-name",
      "Example Store",
      "--timezone",
      "Europe/Berlin",
      "--database",
      options.databaseUrl ?? "sqlite",
      "--admin-email",
      OWNER.email,
      "--admin-password-file",
      passwordFile,
    ],
    { env: environment(options, dataDir, port), stdout: "pipe", stderr: "pipe" },
  );
  if ((await run.exited) !== 0) {
    throw new Error(
      `install failed: ${await new Response(run.stdout).text()} ${await new Response(run.stderr).text()}`,
    );
  }
  rmSync(passwordFile);
  return { dataDir, port };
}

export async function start(
  options: ServerOptions & { dataDir: string; port: number },
): Promise<TestServer> {
  const { dataDir, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const child = Bun.spawn([...command(), "serve"], {
    env: environment(options, dataDir, port),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const errors = keepTail(child.stderr);
  const output = keepTail(child.stdout);
  await untilReady(url, child, () => `${output()}\n${errors()}`);
  const login = await call(url, "POST", "/auth/login", OWNER);
  if (login.status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(login.body)}`);
  const token: string = login.body.data.token;
  return {
    url,
    dataDir,
    process: child,
    token,
    api: (method, path, body, headers) =>
      call(url, method, path, body, { Authorization: `Bearer ${token}`, ...headers }),
    kill: async () => {
      child.kill("SIGKILL");
      await child.exited;
    },
    stop: async () => {
      child.kill("SIGTERM");
      return child.exited;
    },
  };
}

/** A fresh installation, running and signed in. */
export async function freshServer(options: ServerOptions = {}): Promise<TestServer> {
  return start({ ...options, ...(await install(options)) });
}

async function untilReady(url: string, child: Bun.Subprocess, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`the server ended with ${child.exitCode}: ${output()}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await Bun.sleep(10);
  }
  throw new Error(`the server did not become ready: ${output()}`);
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

function keepTail(stream: ReadableStream<Uint8Array>): () => string {
  let tail = "";
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) tail = (tail + decoder.decode(chunk)).slice(-20_000);
  })();
  return () => tail;
}
