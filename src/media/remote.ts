import type { OutboundMedia, SendFailure } from "../channels/channel.ts";
import { hostFor, type OpenedConnection } from "../connections/open.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { findUpload, setUpload } from "./queries.ts";
import { getReadyMedia, readMedia } from "./service.ts";

type Remote = { ok: true; media: OutboundMedia } | ({ ok: false } & SendFailure);

/** An upload about to expire is not used: the send may wait in the channel's own queue. */
const MARGIN_MS = 60 * 60 * 1000;
const underWay = new Map<string, Promise<Remote>>();

/** The file as the channel wants it: uploaded once per connection where the channel stores files. Not inside a transaction. */
export async function ensureRemoteMedia(
  mediaId: string,
  connection: OpenedConnection,
): Promise<Remote> {
  try {
    if (!connection.channel.upload) return { ok: true, media: await whole(mediaId) };
    return await storedOnce(mediaId, connection);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, code: error.code, reason: error.message, next: "fail" };
  }
}

/** Many messages with the same new file wait for one upload. */
function storedOnce(mediaId: string, connection: OpenedConnection): Promise<Remote> {
  const key = `${connection.id}/${mediaId}`;
  const running =
    underWay.get(key) ?? stored(mediaId, connection).finally(() => underWay.delete(key));
  underWay.set(key, running);
  return running;
}

async function stored(mediaId: string, connection: OpenedConnection): Promise<Remote> {
  const usable = await findUpload(mediaId, connection.id, new Date(clock.ms() + MARGIN_MS));
  if (usable) return { ok: true, media: await named(mediaId, usable.remoteId) };
  const media = await whole(mediaId);
  const result = await connection.channel.upload?.(connection, media, hostFor(connection));
  if (!result) return { ok: true, media };
  if (!result.ok) return result;
  const { remoteId, expiresAt } = result;
  await setUpload({
    mediaId,
    connectionId: connection.id,
    remoteId,
    expiresAt: new Date(expiresAt),
  });
  return { ok: true, media: { ...media, remoteId } };
}

async function whole(mediaId: string): Promise<OutboundMedia> {
  const { row, bytes } = await readMedia(mediaId);
  return { bytes, mimeType: row.mimeType, fileName: row.fileName ?? "file" };
}

/** A channel that has the file needs no bytes. */
async function named(mediaId: string, remoteId: string): Promise<OutboundMedia> {
  const { mimeType, fileName } = await getReadyMedia(mediaId);
  return { bytes: new Uint8Array(), mimeType, fileName: fileName ?? "file", remoteId };
}
