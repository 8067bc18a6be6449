import { audit } from "../accounts/audit.ts";
import type { ConversationVisibility as Visibility } from "../accounts/visibility.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { enqueue } from "../jobs/service.ts";
import { AppError } from "../lib/app-error.ts";
import {
  type ConversationRow,
  findConversation,
  findConversationRow,
  isAssignable,
  lockConversationRow,
  setConversation,
} from "./queries.ts";
import type { Conversation } from "./schema.ts";

const unknown = (): AppError =>
  new AppError("not_found", "CONVERSATION_NOT_FOUND", {
    message: "There is no such conversation.",
  });

export async function getConversation(id: string, visibility: Visibility): Promise<Conversation> {
  const conversation = await findConversation(id, visibility);
  if (!conversation) throw unknown();
  return conversation;
}

export async function getConversationRow(
  id: string,
  visibility: Visibility,
): Promise<ConversationRow> {
  const row = await findConversationRow(id, visibility);
  if (!row) throw unknown();
  return row;
}

interface Change {
  status?: ConversationRow["status"] | undefined;
  assignedAgentId?: string | null | undefined;
}

/** Status and assignee; who assigns a chat away may lose sight of it, so the answer ignores visibility. */
export async function updateConversation(
  id: string,
  change: Change,
  visibility: Visibility,
): Promise<Conversation> {
  await transaction(async () => {
    const row = await lockConversationRow(id, visibility);
    if (!row) throw unknown();
    const { status = row.status, assignedAgentId = row.assignedAgentId } = change;
    if (
      assignedAgentId !== null &&
      assignedAgentId !== row.assignedAgentId &&
      !(await isAssignable(assignedAgentId))
    ) {
      throw new AppError("invalid", "VALIDATION_ERROR", {
        message: "This user cannot be assigned.",
        details: [{ path: "assignedAgentId", message: "not an active user of this workspace" }],
      });
    }
    if (status === row.status && assignedAgentId === row.assignedAgentId) return;
    await setConversation(id, { status, assignedAgentId });
    await audit({
      action: "conversation.updated",
      resourceType: "conversation",
      resourceId: id,
      changes: { status, assignedAgentId },
    });
    emit("conversation.updated", { conversationId: id });
    if (status !== row.status && (status === "resolved" || status === "closed"))
      emit("conversation.closed", { conversationId: id });
    if (assignedAgentId !== row.assignedAgentId) {
      emit("conversation.assigned", {
        conversationId: id,
        agentId: assignedAgentId,
        previousAgentId: row.assignedAgentId,
      });
    }
  });
  return getConversation(id, { all: true });
}

const MAX_TAGS = 100;

export const addTags = (
  id: string,
  tags: readonly string[],
  visibility: Visibility,
): Promise<Conversation> =>
  retag(id, visibility, "conversation.tagged", tags, (before) => [
    ...new Set([...before, ...tags]),
  ]);

export const removeTags = (
  id: string,
  tags: readonly string[],
  visibility: Visibility,
): Promise<Conversation> =>
  retag(id, visibility, "conversation.untagged", tags, (before) =>
    before.filter((one) => !tags.includes(one)),
  );

async function retag(
  id: string,
  visibility: Visibility,
  action: string,
  changed: readonly string[],
  work: (before: readonly string[]) => string[],
): Promise<Conversation> {
  await transaction(async () => {
    const row = await lockConversationRow(id, visibility);
    if (!row) throw unknown();
    const tags = work(row.tags);
    if (tags.length === row.tags.length) return;
    if (tags.length > MAX_TAGS) {
      throw new AppError("invalid", "VALIDATION_ERROR", {
        message: "Some fields are not right.",
        details: [{ path: "tags", message: `at most ${MAX_TAGS} tags` }],
      });
    }
    await setConversation(id, { tags });
    await audit({
      action,
      resourceType: "conversation",
      resourceId: id,
      changes: { changed: [...changed] },
    });
    emit("conversation.updated", { conversationId: id });
  });
  return getConversation(id, visibility);
}

/** Clears the counter here; the contact's ticks follow by a job where the channel has them. */
export async function markRead(id: string, visibility: Visibility): Promise<Conversation> {
  await transaction(async () => {
    const row = await lockConversationRow(id, visibility);
    if (!row) throw unknown();
    if (row.unreadCount === 0) return;
    await setConversation(id, { unreadCount: 0 });
    emit("conversation.updated", { conversationId: id });
    await enqueue({
      kind: "message.mark_read",
      ownerId: currentTenantId(),
      payload: { conversationId: id, typing: false },
      priority: 20,
      maxAttempts: 3,
      uniqueKey: `read/${id}`,
    });
  });
  return getConversation(id, visibility);
}
