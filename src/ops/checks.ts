import { accessSync, constants, statSync } from "node:fs";
import { availableMemory } from "node:process";
import { join } from "node:path";
import { config } from "../config.ts";
import { probeDatabase } from "../db/probe.ts";
import { freeBytes, MIN_FREE_BYTES } from "./disk.ts";

export interface Check {
  name: string;
  level: "ok" | "warning" | "error";
  message: string;
}

export const check = (name: string, level: Check["level"], message: string): Check => ({
  name,
  level,
  message,
});

/** What can be said without opening the database; good before installation too. */
export function checkMachine(): Check[] {
  const { dataDir } = config();
  return [checkDirectory(dataDir), checkSpace(), checkMemory(), checkClock()];
}

function checkDirectory(dataDir: string): Check {
  const name = "data directory";
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return check(name, "error", `This program may not write to ${dataDir}. Change its owner.`);
  }
  const open = statSync(dataDir).mode & 0o007;
  return open && process.platform !== "win32"
    ? check(name, "warning", `Other users of the machine may look into ${dataDir}: chmod 700 it.`)
    : check(name, "ok", `${dataDir} is writable and private.`);
}

function checkSpace(): Check {
  const name = "disk space";
  const free = freeBytes();
  const text = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free < MIN_FREE_BYTES
    ? check(name, "warning", `Only ${text}. Messages and media need room: make some.`)
    : check(name, "ok", `${text}.`);
}

const MIN_MEMORY_BYTES = 256 * 1024 ** 2;

function checkMemory(): Check {
  const free = availableMemory();
  const text = `${Math.round(free / 1024 ** 2)} MB free`;
  return free < MIN_MEMORY_BYTES
    ? check("memory", "warning", `Only ${text}. 256 MB or more keep answers quick.`)
    : check("memory", "ok", `${text}.`);
}

const RELEASED = Date.parse("2026-01-01T00:00:00Z");

function checkClock(): Check {
  const now = new Date();
  return now.getTime() < RELEASED
    ? check(
        "clock",
        "error",
        `The clock says ${now.toISOString()}. Set it; the 24-hour window and sign-in depend on it.`,
      )
    : check("clock", "ok", `${now.toISOString()}.`);
}

export function checkKeyFile(): Check {
  const name = "key file";
  const path = join(config().dataDir, "keys", "master.key");
  try {
    const open = statSync(path).mode & 0o077;
    return open && process.platform !== "win32"
      ? check(name, "error", `Others may read ${path}: chmod 600 it.`)
      : check(name, "ok", `${path} is there and private.`);
  } catch {
    return check(
      name,
      "error",
      `${path} is missing. Put it back from a backup: stored secrets open with it alone.`,
    );
  }
}

export function checkAddress(): Check {
  const name = "public address";
  const { appUrl } = config();
  if (appUrl === null) return check(name, "error", "No public address is set: set APP_URL.");
  if (appUrl.startsWith("https://")) return check(name, "ok", appUrl);
  return check(
    name,
    "warning",
    `${appUrl} is not https. WhatsApp delivers to https addresses only.`,
  );
}

export async function checkDatabase(): Promise<Check[]> {
  const found = await probeDatabase(config().databaseUrl);
  if (!found.ok) return [check("database", "error", found.message)];
  const kind = found.kind === "sqlite" ? "SQLite" : "PostgreSQL";
  const reached =
    found.contents === "empty"
      ? check("database", "error", "The database is empty. Put its content back.")
      : check("database", "ok", `${kind} ${found.version} answers.`);
  if (!found.isSuperuser) return [reached];
  return [
    reached,
    check(
      "database user",
      "warning",
      "This PostgreSQL user is a superuser, so row-level security does not bind it. Use an ordinary one.",
    ),
  ];
}
