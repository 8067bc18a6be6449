import { createHash } from "node:crypto";
import { statSync, unlinkSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { config } from "../config.ts";
import { AppError } from "../lib/app-error.ts";

export interface StoredFile {
  key: string;
  sha256: string;
  size: number;
  /** The first bytes, to tell the type by. */
  head: Uint8Array;
}
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Where the bytes of media live. Keys are content hashes, so equal files of a tenant are stored once. */
export interface FileStore {
  /** Durable when it resolves. Refuses more than `maxBytes` with MEDIA_TOO_LARGE. */
  put(tenantId: string, chunks: Chunks, maxBytes: number): Promise<StoredFile>;
  /** Undefined when there is no such file; read lazily. */
  open(tenantId: string, key: string): Promise<Blob | undefined>;
  /** Only when nobody stored it again within `unusedMs`. */
  remove(tenantId: string, key: string, unusedMs: number): Promise<void>;
  /** Everything at once, for whoever is gone for good. */
  clear(tenantId: string): Promise<void>;
}

const HEAD_BYTES = 4096;
const HASH = /^[0-9a-f]{64}$/;

/** Files below `<data>/media/<tenant>/`. */
export const localStore: FileStore = { put, open: openFile, remove, clear };

const home = (tenantId: string): string => join(config().dataDir, "media", tenantId);

function pathOf(tenantId: string, key: string): string {
  if (!HASH.test(key)) throw new Error("not a key of the file store");
  return join(home(tenantId), key.slice(0, 2), key);
}

async function put(tenantId: string, chunks: Chunks, maxBytes: number): Promise<StoredFile> {
  const temporary = join(home(tenantId), "incoming", crypto.randomUUID());
  await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
  try {
    const written = await write(temporary, chunks, maxBytes);
    const path = pathOf(tenantId, written.key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function write(path: string, chunks: Chunks, maxBytes: number): Promise<StoredFile> {
  const hash = createHash("sha256");
  const head = new Uint8Array(HEAD_BYTES);
  let size = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of chunks) {
      if (size < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - size), size);
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const sha256 = hash.digest("hex");
  return { key: sha256, sha256, size, head: head.subarray(0, Math.min(size, HEAD_BYTES)) };
}

/** A rename is durable only when its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function openFile(tenantId: string, key: string): Promise<Blob | undefined> {
  const file = Bun.file(pathOf(tenantId, key));
  return (await file.exists()) ? file : undefined;
}

async function remove(tenantId: string, key: string, unusedMs: number): Promise<void> {
  const path = pathOf(tenantId, key);
  // Look and remove without a turn of the loop between: an upload of the same bytes may be finishing.
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && found.mtimeMs <= Date.now() - unusedMs) unlinkSync(path);
}

async function clear(tenantId: string): Promise<void> {
  await rm(home(tenantId), { recursive: true, force: true });
}

export const tooLarge = (maxBytes: number): AppError =>
  new AppError("too_large", "MEDIA_TOO_LARGE", {
    message: `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`,
  });
