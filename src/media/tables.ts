import { tenants } from "../accounts/tables.ts";
import { whatsappConnections } from "../connections/tables.ts";
import {
  belongsTo,
  big,
  createdAt,
  id,
  index,
  json,
  oneOf,
  primaryKey,
  tenantId,
  tenantTable,
  text,
  timestamp,
  uuid,
} from "../db/columns.ts";

export const mediaFiles = tenantTable(
  "media_files",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    kind: oneOf("image", "video", "audio", "document", "sticker").notNull(),
    /** `pending` while an inbound file waits for its download. */
    state: oneOf("pending", "ready", "failed").notNull().default("ready"),
    mimeType: text().notNull(),
    fileName: text(),
    fileSize: big().notNull().default(0),
    sha256: text(),
    /** Key in the file store; null until the bytes are there. */
    storageKey: text(),
    /** How the channel fetches it. */
    remote: json<Record<string, unknown>>(),
    connectionId: uuid(),
    error: text(),
    createdByUserId: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("media_files_sha_idx").on(t.tenantId, t.sha256),
  ],
);

/** Files already stored with a channel, so that a second send needs no second upload. */
export const mediaUploads = tenantTable(
  "media_uploads",
  {
    tenantId: tenantId(),
    mediaId: uuid().notNull(),
    connectionId: uuid().notNull(),
    remoteId: text().notNull(),
    expiresAt: timestamp().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.mediaId, t.connectionId] }),
    belongsTo([t.tenantId, t.mediaId], mediaFiles, "media_uploads_media_fk"),
    belongsTo([t.tenantId, t.connectionId], whatsappConnections, "media_uploads_connection_fk"),
  ],
);
