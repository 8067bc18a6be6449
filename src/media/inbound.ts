import { z } from "zod";
import type { DownloadResult, InboundMedia } from "../channels/channel.ts";
import { findOpenConnection, hostFor } from "../connections/open.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { enqueue } from "../jobs/service.ts";
import { sha256 } from "../lib/crypto.ts";
import { safeFileName, trueType } from "./file-type.ts";
import { findConversationsOf, findMedia, insertMedia, type MediaRow, setMedia } from "./queries.ts";
import { MAX_MEDIA_BYTES, storeFile, sweepLater } from "./service.ts";

export const DOWNLOAD_JOB = "media.download";

interface Wanted {
  /** Chosen by the caller, so that the message can name it. */
  mediaId: string;
  messageId: string;
  media: InboundMedia;
}
const Remote = z.object({
  kind: z.enum(["image", "video", "audio", "document", "sticker"]),
  remoteId: z.string(),
  mimeType: z.string().exactOptional(),
  fileName: z.string().exactOptional(),
  sha256: z.string().exactOptional(),
  voice: z.boolean().exactOptional(),
  animated: z.boolean().exactOptional(),
});

/** Rows wait as `pending`; jobs fetch the bytes. Part of the caller's transaction. */
export async function requestDownloads(
  connectionId: string,
  wanted: readonly Wanted[],
): Promise<void> {
  await insertMedia(
    wanted.map(({ mediaId, media }) => ({
      id: mediaId,
      kind: media.kind,
      state: "pending" as const,
      mimeType: media.mimeType ?? "application/octet-stream",
      fileName: safeFileName(media.fileName),
      remote: { ...media },
      connectionId,
    })),
  );
  const ownerId = currentTenantId();
  await enqueue(
    ...wanted.map(({ mediaId, messageId }) => ({
      kind: DOWNLOAD_JOB,
      payload: { mediaId, messageId },
      ownerId,
      lane: connectionId,
      priority: 50,
      uniqueKey: mediaId,
    })),
  );
}

/** Fetches, verifies and stores one file. Throws when another try may help. */
export async function download(
  mediaId: string,
  messageId: string,
  lastTry: boolean,
): Promise<void> {
  const row = await findMedia(mediaId);
  if (row?.state !== "pending") return;
  const result = await fetchFrom(row);
  if (!result.ok && result.next !== "fail" && !lastTry) throw new Error(result.reason);
  const change = result.ok
    ? await stored(row, result)
    : { state: "failed" as const, error: result.reason };
  await transaction(async () => {
    // Deleted while it was fetched: the bytes are nobody's.
    if (!(await setMedia(mediaId, change))) return sweepLater({ ...row, ...change });
    emit("message.changed", ...(await findConversationsOf([messageId])));
  });
}

async function fetchFrom(row: MediaRow): Promise<DownloadResult> {
  const connection =
    row.connectionId === null ? undefined : await findOpenConnection(row.connectionId);
  if (!connection?.channel.download) {
    return {
      ok: false,
      code: "NO_CONNECTION",
      reason: "The number this file came to is gone.",
      next: "fail",
    };
  }
  const remote = Remote.parse(row.remote);
  const result = await connection.channel.download(
    connection,
    remote,
    MAX_MEDIA_BYTES,
    hostFor(connection),
  );
  if (!result.ok || matches(result.bytes, remote.sha256)) return result;
  return { ok: false, code: "DAMAGED", reason: "The file arrived damaged.", next: "retry" };
}

/** Channels state hashes in hex or base64. */
function matches(bytes: Uint8Array, stated: string | undefined): boolean {
  if (stated === undefined || stated === "") return true;
  const hex = sha256(bytes);
  return stated.toLowerCase() === hex || Buffer.from(stated, "base64").toString("hex") === hex;
}

async function stored(
  row: MediaRow,
  { bytes, mimeType }: DownloadResult & { ok: true },
): Promise<Partial<MediaRow>> {
  const file = await storeFile(bytes);
  const claimed = mimeType || row.mimeType;
  return {
    state: "ready",
    mimeType: trueType(file.head, claimed),
    fileSize: file.size,
    sha256: file.sha256,
    storageKey: file.key,
    error: null,
  };
}
