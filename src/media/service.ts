import { audit } from "../accounts/audit.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { enqueue } from "../jobs/service.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { kindOfMime, type MediaKind } from "../lib/sniff.ts";
import { safeFileName, trueType } from "./file-type.ts";
import { mediaUrl } from "./links.ts";
import {
  deleteMediaRow,
  findMedia,
  insertMedia,
  isStored,
  listNamed,
  type MediaRow,
} from "./queries.ts";
import type { Media } from "./schema.ts";
import { type Chunks, localStore, type StoredFile } from "./store.ts";

export const MAX_MEDIA_BYTES = 100 * 1024 * 1024;
export const SWEEP_JOB = "media.sweep";
export const FORGET_JOB = "media.forget";
/** How long bytes that no row names may lie: an upload stores them before its row. */
const UNUSED_MS = 15 * 60 * 1000;

interface NewFile {
  /** Bytes at once or as they come. */
  bytes: Uint8Array | Chunks;
  mimeType?: string | undefined;
  fileName?: string | undefined;
  kind?: MediaKind | undefined;
  userId?: string | null | undefined;
}
export type ReadyMedia = MediaRow & { state: "ready"; storageKey: string; sha256: string };

/** Stores a file of the current tenant. Not inside a transaction: it writes to disk. */
export async function saveMedia({
  bytes,
  mimeType,
  fileName,
  kind,
  userId,
}: NewFile): Promise<ReadyMedia> {
  const stored = await storeFile(bytes);
  const type = trueType(stored.head, mimeType);
  return transaction(async () => {
    const [row] = await insertMedia([
      {
        kind: kind ?? kindOfMime(type),
        mimeType: type,
        fileName: safeFileName(fileName),
        fileSize: stored.size,
        sha256: stored.sha256,
        storageKey: stored.key,
        createdByUserId: userId ?? null,
      },
    ]);
    if (!row || !isReady(row)) throw new Error("the media row was not inserted");
    await audit({
      action: "media.uploaded",
      resourceType: "media",
      resourceId: row.id,
      changes: { fileName: row.fileName, mimeType: type, fileSize: row.fileSize },
    });
    return row;
  });
}

export const storeFile = (bytes: Uint8Array | Chunks): Promise<StoredFile> =>
  localStore.put(currentTenantId(), bytes instanceof Uint8Array ? [bytes] : bytes, MAX_MEDIA_BYTES);

export const isReady = (row: MediaRow): row is ReadyMedia =>
  row.state === "ready" && row.storageKey !== null && row.sha256 !== null;

/** A file whose bytes are there; throws MEDIA_NOT_FOUND or MEDIA_NOT_READY. */
export async function getReadyMedia(id: string): Promise<ReadyMedia> {
  const row = await findMedia(id);
  if (!row)
    throw new AppError("not_found", "MEDIA_NOT_FOUND", { message: "There is no such file." });
  if (isReady(row)) return row;
  const message =
    row.state === "failed"
      ? (row.error ?? "The file could not be fetched.")
      : "The file is still being fetched.";
  throw new AppError("not_found", "MEDIA_NOT_READY", { message, details: { state: row.state } });
}

export async function openMedia(id: string): Promise<{ row: ReadyMedia; file: Blob }> {
  const row = await getReadyMedia(id);
  const file = await localStore.open(row.tenantId, row.storageKey);
  if (!file) throw new Error(`the bytes of media ${id} are missing from the file store`);
  return { row, file };
}

export async function readMedia(
  id: string,
): Promise<{ row: ReadyMedia; bytes: Uint8Array<ArrayBuffer> }> {
  const { row, file } = await openMedia(id);
  return { row, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** May go out as this kind of message; throws MEDIA_NOT_FOUND, MEDIA_NOT_READY or MEDIA_WRONG_TYPE. */
export async function requireSendable(id: string, kind: MediaKind): Promise<void> {
  const { mimeType } = await getReadyMedia(id);
  const fits =
    kind === "document" ||
    (kind === "sticker" ? mimeType === "image/webp" : kindOfMime(mimeType) === kind);
  if (fits) return;
  throw new AppError("invalid", "MEDIA_WRONG_TYPE", {
    message: `A ${mimeType} file cannot be sent as ${kind}; send it as a document.`,
    details: [{ path: "content.mediaId", message: `not usable as ${kind}` }],
  });
}

export async function deleteMedia(id: string): Promise<void> {
  await transaction(async () => {
    const row = await deleteMediaRow(id);
    if (!row)
      throw new AppError("not_found", "MEDIA_NOT_FOUND", { message: "There is no such file." });
    await audit({
      action: "media.deleted",
      resourceType: "media",
      resourceId: id,
      changes: { fileName: row.fileName },
    });
    await sweepLater(row);
  });
}

/** Files whose messages are gone, unless another message shows them. May run again. */
export async function forgetMedia(ids: readonly string[]): Promise<void> {
  await transaction(async () => {
    const named = new Set(await listNamed(ids));
    for (const id of ids) {
      const row = named.has(id) ? undefined : await deleteMediaRow(id);
      if (row) await sweepLater(row);
    }
  });
}

export async function sweepLater({ tenantId, storageKey }: MediaRow): Promise<void> {
  if (storageKey === null) return;
  await enqueue({
    kind: SWEEP_JOB,
    payload: { key: storageKey },
    ownerId: tenantId,
    priority: 200,
    runAt: new Date(clock.ms() + UNUSED_MS),
  });
}

/** Bytes go when no row names them any more. */
export async function sweep(key: string): Promise<void> {
  if (!(await isStored(key))) await localStore.remove(currentTenantId(), key, UNUSED_MS);
}

/** As the API shows it. */
export const present = (row: ReadyMedia): Media => ({
  id: row.id,
  kind: row.kind,
  mimeType: row.mimeType,
  fileName: row.fileName,
  fileSize: row.fileSize,
  sha256: row.sha256,
  url: mediaUrl(row.tenantId, row.id),
  createdAt: row.createdAt,
});
