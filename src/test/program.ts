import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const main = join(import.meta.dir, "../main.ts");

export interface Ended {
  code: number;
  out: string;
  err: string;
}
export interface Running {
  url: string;
  dataDir: string;
  child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** What it has printed so far. */
  output(): string;
  stop(): Promise<number>;
}

export const PASSWORD_OF_OWNER = "correct horse battery";
export const ADDRESS_OF_OWNER = "owner@example.com";

export const aDataDir = (): string => mkdtempSync(join(tmpdir(), "whatscrm-program-"));

function spawn(args: string[], env: Record<string, string>) {
  const { PATH = "", HOME = "" } = process.env;
  return Bun.spawn([process.execPath, main, ...args], {
    env: { PATH, HOME, LOG_LEVEL: "warn", ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** The command line in a process of its own, to its end. */
export async function program(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(args, env);
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, out, err };
}

/** Installs without a browser. */
export function installed(
  dataDir: string,
  database = "sqlite",
  more: string[] = [],
): Promise<Ended> {
  const passwordFile = join(dataDir, "password");
  writeFileSync(passwordFile, `${PASSWORD_OF_OWNER}\n`, { mode: 0o600 });
  const answers = {
    "--data": dataDir,
    "--url": "https://crm.example.com/",
    "--site-name": "Example Store",
    "--timezone": "Europe/Berlin",
    "--database": database,
    "--admin-email": ADDRESS_OF_OWNER,
    "--admin-password-file": passwordFile,
  };
  return program(["install", ...Object.entries(answers).flat(), ...more]);
}

export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** A server in a process of its own, once it answers. */
export async function serving(dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const port = freePort();
  const child = spawn(
    ["serve", "--data", dataDir, "--port", String(port), "--host", "127.0.0.1"],
    env,
  );
  let printed = "";
  const keep = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) printed += decoder.decode(chunk, { stream: true });
  };
  void keep(child.stdout);
  void keep(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${printed}`);
    return fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    dataDir,
    child,
    output: () => printed,
    stop: async () => {
      child.kill("SIGTERM");
      return child.exited;
    },
  };
}

export async function until(
  isSo: () => Promise<boolean> | boolean,
  withinMs = 60_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await Bun.sleep(20);
  }
}

export const setupToken = (dataDir: string): string =>
  readFileSync(join(dataDir, "setup-token"), "utf8").trim();
