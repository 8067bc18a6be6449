import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** What the wizard writes to `<data>/config.json`. */
const ConfigFile = z.object({
  databaseUrl: z.string().optional(),
  appUrl: z.string().optional(),
  installedAt: z.string().optional(),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

export interface Config {
  dataDir: string;
  port: number;
  host: string;
  /** Public address without trailing slash; null until the wizard or APP_URL says it. */
  appUrl: string | null;
  /** `file:…` or `postgres://…`. */
  databaseUrl: string;
  /** Base of the Graph API, version included, without trailing slash. */
  graphUrl: string;
  logLevel: string;
  /** Opens `/metrics` beyond loopback. */
  metricsToken: string | null;
  /** Believe X-Forwarded-* headers. */
  trustProxy: boolean;
  /** Requests of tenants may reach addresses inside the operator's own network. */
  allowPrivateTargets: boolean;
  installedAt: string | null;
  /** The platform's own Meta app, for deliveries at `/hooks/whatsapp`. */
  platformApp: { appSecret: string; verifyToken: string } | null;
}
export interface ConfigFlags {
  data?: string;
  port?: string;
  host?: string;
  databaseUrl?: string;
}

let current: Config | undefined;

/** Parsed once; flag > environment > config file > default. */
export function config(): Config {
  current ??= read({});
  return current;
}

/** Used by `main` for flags, by the wizard when it has written the file, and by tests. */
export function loadConfig(flags: ConfigFlags): Config {
  current = read(flags);
  return current;
}

function read(flags: ConfigFlags): Config {
  const env = process.env;
  const dataDir = resolve(flags.data ?? env["WHATSCRM_DATA"] ?? "data");
  const file = readConfigFile(dataDir);
  const url = flags.databaseUrl ?? env["DATABASE_URL"] ?? file.databaseUrl;
  return Object.freeze({
    dataDir,
    port: portNumber(flags.port ?? env["PORT"] ?? "3000"),
    host: flags.host ?? env["HOST"] ?? "0.0.0.0",
    appUrl: (env["APP_URL"] ?? file.appUrl)?.replace(/\/+$/, "") ?? null,
    databaseUrl: url ?? `file:${join(dataDir, "whatscrm.sqlite")}`,
    graphUrl: (env["WHATSAPP_API_URL"] ?? "https://graph.facebook.com/v25.0").replace(/\/+$/, ""),
    logLevel: env["LOG_LEVEL"] ?? "info",
    metricsToken: env["METRICS_TOKEN"] ?? null,
    trustProxy: env["TRUST_PROXY"] === "1" || env["TRUST_PROXY"] === "true",
    allowPrivateTargets: env["ALLOW_PRIVATE_TARGETS"] === "1",
    installedAt: file.installedAt ?? null,
    platformApp: platformApp(env["META_APP_SECRET"], env["META_VERIFY_TOKEN"]),
  });
}

const platformApp = (
  appSecret: string | undefined,
  verifyToken: string | undefined,
): Config["platformApp"] => (appSecret && verifyToken ? { appSecret, verifyToken } : null);

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`PORT is not a port number: ${text}`);
  return port;
}

/** Wrong flag or environment value: exit code 2. */
export class UsageError extends Error {}

export function readConfigFile(dataDir: string): ConfigFile {
  const path = join(dataDir, "config.json");
  if (!existsSync(path)) return {};
  return ConfigFile.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** Atomic, readable by the owner only. */
export function writeConfigFile(dataDir: string, file: ConfigFile): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "config.json");
  writeFileSync(`${path}.new`, JSON.stringify(file, null, 2), { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}
