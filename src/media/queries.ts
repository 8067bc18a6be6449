import { and, desc, eq, gt, inArray, isNotNull } from "drizzle-orm";
import { conversations } from "../conversations/tables.ts";
import { currentTenantId, db, inList } from "../db/index.ts";
import { messages } from "../messages/tables.ts";
import { mediaFiles, mediaUploads } from "./tables.ts";

export type MediaRow = typeof mediaFiles.$inferSelect;
export type NewMedia = Omit<typeof mediaFiles.$inferInsert, "tenantId">;
type UploadRow = typeof mediaUploads.$inferSelect;

const own = () => eq(mediaFiles.tenantId, currentTenantId());
const mine = (id: string) => and(own(), eq(mediaFiles.id, id));

export async function findMedia(id: string): Promise<MediaRow | undefined> {
  const [row] = await db().select().from(mediaFiles).where(mine(id));
  return row;
}

export async function findMediaRows(ids: readonly string[]): Promise<MediaRow[]> {
  if (ids.length === 0) return [];
  return db()
    .select()
    .from(mediaFiles)
    .where(and(own(), inList(mediaFiles.id, ids)));
}

interface Page {
  page: number;
  limit: number;
}

export async function listReadyMedia({
  page,
  limit,
}: Page): Promise<{ rows: MediaRow[]; total: number }> {
  const ready = and(own(), eq(mediaFiles.state, "ready"));
  const rows = await db()
    .select()
    .from(mediaFiles)
    .where(ready)
    .orderBy(desc(mediaFiles.id))
    .limit(limit)
    .offset((page - 1) * limit);
  return { rows, total: await db().$count(mediaFiles, ready) };
}

/** An id that is there already stays as it is. */
export async function insertMedia(rows: NewMedia[]): Promise<MediaRow[]> {
  if (rows.length === 0) return [];
  const tenantId = currentTenantId();
  return db()
    .insert(mediaFiles)
    .values(rows.map((row) => ({ ...row, tenantId })))
    .onConflictDoNothing()
    .returning();
}

/** False when there is no such file any more. */
export async function setMedia(
  id: string,
  change: Partial<Omit<NewMedia, "id">>,
): Promise<boolean> {
  const rows = await db()
    .update(mediaFiles)
    .set(change)
    .where(mine(id))
    .returning({ id: mediaFiles.id });
  return rows.length > 0;
}

export async function deleteMediaRow(id: string): Promise<MediaRow | undefined> {
  const [row] = await db().delete(mediaFiles).where(mine(id)).returning();
  return row;
}

/** Files of the messages with these contacts, or over these connections. */
export async function listMediaOf(
  owner: { contactIds: readonly string[] } | { connectionIds: readonly string[] },
): Promise<string[]> {
  const tenantId = currentTenantId();
  const theirs =
    "contactIds" in owner
      ? inList(conversations.contactId, owner.contactIds)
      : inList(conversations.whatsappConnectionId, owner.connectionIds);
  const rows = await db()
    .selectDistinct({ id: messages.mediaId })
    .from(messages)
    .innerJoin(
      conversations,
      and(
        eq(conversations.tenantId, messages.tenantId),
        eq(conversations.id, messages.conversationId),
      ),
    )
    .where(
      and(
        eq(messages.tenantId, tenantId),
        eq(conversations.tenantId, tenantId),
        theirs,
        isNotNull(messages.mediaId),
      ),
    );
  return rows.flatMap(({ id }) => id ?? []);
}

/** Those of them that a message still shows. */
export async function listNamed(mediaIds: readonly string[]): Promise<string[]> {
  const rows = await db()
    .selectDistinct({ id: messages.mediaId })
    .from(messages)
    .where(and(eq(messages.tenantId, currentTenantId()), inList(messages.mediaId, mediaIds)));
  return rows.flatMap(({ id }) => id ?? []);
}

export async function isStored(sha256: string): Promise<boolean> {
  return (await db().$count(mediaFiles, and(own(), eq(mediaFiles.sha256, sha256)))) > 0;
}

const upload = (mediaId: string, connectionId: string) =>
  and(
    eq(mediaUploads.tenantId, currentTenantId()),
    eq(mediaUploads.mediaId, mediaId),
    eq(mediaUploads.connectionId, connectionId),
  );

export async function findUpload(
  mediaId: string,
  connectionId: string,
  usableAt: Date,
): Promise<UploadRow | undefined> {
  const [row] = await db()
    .select()
    .from(mediaUploads)
    .where(and(upload(mediaId, connectionId), gt(mediaUploads.expiresAt, usableAt)));
  return row;
}

export async function setUpload(
  row: Pick<UploadRow, "mediaId" | "connectionId" | "remoteId" | "expiresAt">,
): Promise<void> {
  const { remoteId, expiresAt } = row;
  await db()
    .insert(mediaUploads)
    .values({ ...row, tenantId: currentTenantId() })
    .onConflictDoUpdate({
      target: [mediaUploads.tenantId, mediaUploads.mediaId, mediaUploads.connectionId],
      set: { remoteId, expiresAt },
    });
}

/** The messages to tell about a file that arrived. */
export async function findConversationsOf(
  messageIds: readonly string[],
): Promise<{ messageId: string; conversationId: string }[]> {
  if (messageIds.length === 0) return [];
  return db()
    .select({ messageId: messages.id, conversationId: messages.conversationId })
    .from(messages)
    .where(and(eq(messages.tenantId, currentTenantId()), inArray(messages.id, [...messageIds])));
}
