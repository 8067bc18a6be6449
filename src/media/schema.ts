import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Id, Instant, Paged } from "../lib/schema.ts";

export const Media = z.object({
  id: Id,
  kind: z.enum(["image", "video", "audio", "document", "sticker"]),
  mimeType: z.string(),
  fileName: z.string().nullable(),
  fileSize: z.number(),
  sha256: z.string(),
  url: z.string(),
  createdAt: Instant,
});
export type Media = z.input<typeof Media>;

/** `POST /media/upload` (multipart, field `file`) and `GET /media/:id` (bytes) are mounted by hand in routes.ts. */
export const mediaContract = {
  listMedia: route({
    method: "GET",
    path: "/media",
    summary: "List media files",
    permission: "media.read",
    query: Paged,
    out: Media,
    list: "paged",
  }),
  deleteMedia: route({
    method: "DELETE",
    path: "/media/:id",
    summary: "Delete a media file",
    permission: "media.write",
    params: ById,
    out: Done,
  }),
};
