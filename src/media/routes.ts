import type { Context } from "hono";
import type { Feature } from "../app.ts";
import { asTenant } from "../db/index.ts";
import { type Authenticate, implement, permitted } from "../http/mount.ts";
import { pageOf } from "../http/paged.ts";
import { AppError } from "../lib/app-error.ts";
import { Id } from "../lib/schema.ts";
import { contentDisposition } from "./file-type.ts";
import "./jobs.ts";
import { isValidLink } from "./links.ts";
import { withFile } from "./multipart.ts";
import { listReadyMedia } from "./queries.ts";
import { parseRange } from "./ranges.ts";
import { mediaContract } from "./schema.ts";
import {
  deleteMedia,
  isReady,
  MAX_MEDIA_BYTES,
  openMedia,
  present,
  type ReadyMedia,
  saveMedia,
} from "./service.ts";
import { tooLarge } from "./store.ts";

/** Boundaries and headers around the file. */
const FORM_BYTES = 64 * 1024;

export const mediaFeature: Feature = {
  api: [
    implement(mediaContract)({
      listMedia: async ({ query }) => {
        const { rows, total } = await listReadyMedia(query);
        return pageOf(query, rows.filter(isReady).map(present), total);
      },
      deleteMedia: async ({ params }) => {
        await deleteMedia(params.id);
        return { done: true };
      },
    }),
  ],
  extra: (app, authenticate) => {
    app.post("/api/v1/media/upload", (c) => upload(c, authenticate));
    app.get("/api/v1/media/:id", (c) => serve(c, authenticate));
  },
};

async function upload(c: Context, authenticate: Authenticate): Promise<Response> {
  const { tenantId, userId } = await permitted(c, authenticate, "media.write");
  if (Number(c.req.header("Content-Length") ?? 0) > MAX_MEDIA_BYTES + FORM_BYTES)
    throw tooLarge(MAX_MEDIA_BYTES);
  return asTenant(tenantId, () =>
    withFile(c.req.raw.body, c.req.header("Content-Type"), async (part) =>
      c.json({ success: true, data: present(await saveMedia({ ...part, userId })) }, 201),
    ),
  );
}

async function serve(c: Context, authenticate: Authenticate): Promise<Response> {
  const id = Id.safeParse(c.req.param("id"));
  const { t, exp, sig } = c.req.query();
  const signed = id.success && t !== undefined && exp !== undefined && sig !== undefined;
  if (signed && !isValidLink(id.data, { t, exp, sig })) {
    throw new AppError("forbidden", "LINK_EXPIRED", {
      message: "This link is not valid any more.",
    });
  }
  const tenantId = signed ? t : (await permitted(c, authenticate, "media.read")).tenantId;
  if (!id.success)
    throw new AppError("not_found", "MEDIA_NOT_FOUND", { message: "There is no such file." });
  const { row, file } = await asTenant(tenantId, () => openMedia(id.data));
  return answer(c, row, file);
}

function answer(c: Context, row: ReadyMedia, file: Blob): Response {
  const etag = `"${row.sha256}"`;
  const headers = {
    "Content-Type": row.mimeType,
    "Content-Disposition": contentDisposition(row.mimeType, row.fileName),
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=86400, immutable",
    "Accept-Ranges": "bytes",
    ETag: etag,
  };
  if (c.req.header("If-None-Match") === etag) return c.body(null, 304, headers);
  const ifRange = c.req.header("If-Range");
  const range =
    ifRange === undefined || ifRange === etag
      ? parseRange(c.req.header("Range"), file.size)
      : undefined;
  if (range === null) return c.body(null, 416, { "Content-Range": `bytes */${file.size}` });
  if (!range)
    return new Response(file, { headers: { ...headers, "Content-Length": String(file.size) } });
  return new Response(file.slice(range.start, range.end + 1), {
    status: 206,
    headers: {
      ...headers,
      "Content-Range": `bytes ${range.start}-${range.end}/${file.size}`,
      "Content-Length": String(range.end - range.start + 1),
    },
  });
}
