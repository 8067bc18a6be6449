import { hkdfSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "../config.ts";
import { createSealer, deriveSecret, type Sealer } from "../lib/crypto.ts";

interface Keys {
  sealer: Sealer;
  /** Signs access tokens. */
  jwtSecret: string;
  /** Signs media links. */
  linkSecret: string;
}
let loaded: { dir: string; keys: Promise<Keys> } | undefined;

/** Keys of this installation, all derived from `<data>/keys/master.key`, which is made on first use. */
export function keys(): Promise<Keys> {
  const { dataDir } = config();
  if (loaded?.dir !== dataDir) loaded = { dir: dataDir, keys: load(dataDir) };
  return loaded.keys;
}

async function load(dataDir: string): Promise<Keys> {
  const master = masterKey(dataDir);
  return {
    sealer: await createSealer(master),
    jwtSecret: await deriveSecret(master, "access tokens"),
    linkSecret: await deriveSecret(master, "media links"),
  };
}

function masterKey(dataDir: string): Uint8Array<ArrayBuffer> {
  const dir = join(dataDir, "keys");
  const path = join(dir, "master.key");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    const fresh = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
    // `wx`: of two processes starting at once only one makes the key.
    try {
      writeFileSync(path, fresh, { mode: 0o600, flag: "wx" });
    } catch (error) {
      if (!existsSync(path)) throw error;
    }
  }
  const key = new Uint8Array(Buffer.from(readFileSync(path, "utf8").trim(), "base64url"));
  if (key.length !== 32) throw new Error(`${path} is damaged: put the original file back`);
  return key;
}

let links: { dir: string; key: Uint8Array } | undefined;

/** Signs media links; at once, because they are made while rows are turned into answers. */
export function linkKey(): Uint8Array {
  const { dataDir } = config();
  if (links?.dir !== dataDir) {
    const key = hkdfSync(
      "sha256",
      masterKey(dataDir),
      new Uint8Array(),
      "whatscrm media links raw",
      32,
    );
    links = { dir: dataDir, key: new Uint8Array(key) };
  }
  return links.key;
}
