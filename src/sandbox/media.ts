import { currentTenantId } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { safeFileName, trueType } from "../media/file-type.ts";
import { readMedia } from "../media/service.ts";
import { type Chunks, localStore } from "../media/store.ts";
import { findMedia, insertMedia, type MediaRow, storedBytes } from "./queries.ts";

const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** Whoever holds the link may upload: the disk is not theirs. */
const MAX_STORED_BYTES = 1024 * 1024 * 1024;

interface NewFile {
  bytes: Uint8Array | Chunks;
  mimeType?: string | undefined;
  fileName?: string | undefined;
}

/** A file on the simulated network, apart from the tenant's own files: those come and go without it. Not inside a transaction. */
export async function keepFile(
  connectionId: string,
  { bytes, mimeType, fileName }: NewFile,
): Promise<MediaRow> {
  if ((await storedBytes(connectionId)) > MAX_STORED_BYTES) {
    throw new AppError("limited", "SANDBOX_FULL", {
      message: "The simulated phone is full: use a new sandbox number.",
    });
  }
  const chunks = bytes instanceof Uint8Array ? [bytes] : bytes;
  const stored = await localStore.put(storeOf(connectionId), chunks, MAX_FILE_BYTES);
  return insertMedia({
    connectionId,
    storageKey: stored.key,
    mimeType: trueType(stored.head, mimeType),
    fileName: safeFileName(fileName),
    fileSize: stored.size,
  });
}

/** A shelf of its own in the file store. */
const storeOf = (connectionId: string): string => `sandbox-${currentTenantId()}/${connectionId}`;

export async function openFile(
  connectionId: string,
  id: string,
): Promise<{ row: MediaRow; file: Blob } | undefined> {
  const row = await findMedia(connectionId, id);
  const file = row && (await localStore.open(storeOf(connectionId), row.storageKey));
  return row && file ? { row, file } : undefined;
}

export const dropFiles = (connectionId: string): Promise<void> =>
  localStore.clear(storeOf(connectionId));

/** A file by its id on the phone, or by its id in the tenant's media library, which is then copied. */
export async function fileOf(
  connectionId: string,
  id: string,
  library: boolean,
): Promise<MediaRow> {
  const own = await findMedia(connectionId, id);
  if (own) return own;
  if (!library)
    throw new AppError("not_found", "MEDIA_NOT_FOUND", { message: "There is no such file." });
  const { row, bytes } = await readMedia(id);
  return keepFile(connectionId, {
    bytes,
    mimeType: row.mimeType,
    fileName: row.fileName ?? undefined,
  });
}
