import { audit } from "../../accounts/audit.ts";
import { requireFeature } from "../../accounts/quota.ts";
import type { ConversationVisibility as Visibility } from "../../accounts/visibility.ts";
import { openConversation } from "../../conversations/open.ts";
import { getConversationRow } from "../../conversations/service.ts";
import { persistentTransaction, transaction } from "../../db/index.ts";
import { AppError } from "../../lib/app-error.ts";
import { clock } from "../../lib/clock.ts";
import { cutShort } from "../engine/end.ts";
import { startRun } from "../engine/start.ts";
import { rouse } from "../engine/wake.ts";
import {
  deletePauses,
  findChat,
  findPause,
  listInbox,
  takeFromInbox,
  upsertPause,
} from "../run-queries.ts";
import { getFlow } from "../service.ts";
import { findActiveIn, findRunWithVersion, lockActiveRun, type RunWithVersion } from "./queries.ts";
import { toExecution } from "./views.ts";

interface Order {
  flowId: string;
  conversationId: string | undefined;
  connectionId: string | undefined;
  to: string | undefined;
  variables: Record<string, unknown>;
  replace: boolean;
  userId: string | null;
  visibility: Visibility;
}
const HOUR_MS = 3_600_000;
const MANY = 1000;

const notFound = (): AppError =>
  new AppError("not_found", "NOT_FOUND", { message: "There is no such run." });

/** By a person or a program; a chat somebody took over is handed back by it. */
export async function startFlow(order: Order): Promise<RunWithVersion> {
  return persistentTransaction(async () => {
    await requireFeature("chatbotFlows");
    const { flow } = await getFlow(order.flowId);
    if (flow.status !== "active" || flow.publishedVersionId === null)
      throw new AppError("conflict", "FLOW_NOT_ACTIVE", {
        message: "The flow is not published and on.",
      });
    const chat = await chatFor(order);
    const { id: conversationId } = chat.conversation;
    const running = await lockActiveRun(conversationId);
    if (running && !order.replace)
      throw new AppError("conflict", "FLOW_RUNNING", {
        message: "A flow is under way in this conversation.",
        details: { executionId: running.id },
      });
    if (running) await cutShort(running, { status: "cancelled", label: "replaced" });
    await deletePauses([conversationId]);
    await forgetWhatWasSaid(conversationId);
    const { userId } = order;
    const run = await startRun({
      chat,
      versionId: flow.publishedVersionId,
      startedBy: userId === null ? { kind: "api" } : { kind: "manual", userId },
      variables: order.variables,
      messageId: null,
    });
    if (!run)
      throw new AppError("conflict", "FLOW_NOT_STARTED", {
        message: "The flow could not be started here now.",
      });
    await audit({
      action: "flow.started",
      resourceType: "flow_execution",
      resourceId: run.id,
      changes: { flowId: order.flowId },
    });
    await rouse(conversationId);
    return found(run.id);
  });
}

/** What nobody looked at yet was said before the flow began: it answers none of its questions. */
async function forgetWhatWasSaid(conversationId: string): Promise<void> {
  const waiting = await listInbox(conversationId, MANY);
  await takeFromInbox(waiting.flatMap(({ id, kind }) => (kind === "message" ? [id] : [])));
}

async function chatFor({ conversationId, connectionId = "", to = "", userId, visibility }: Order) {
  const id = conversationId ?? (await openConversation(connectionId, to, userId));
  const row = await getConversationRow(id, visibility);
  const chat = row.groupId === null ? await findChat(id) : undefined;
  if (chat) return chat;
  throw new AppError("invalid", "NOT_SUPPORTED", { message: "Flows do not run in groups." });
}

async function found(id: string): Promise<RunWithVersion> {
  const run = await findRunWithVersion(id);
  if (!run) throw notFound();
  return run;
}

/** Seen by whoever sees its conversation. */
export async function getRun(id: string, visibility: Visibility): Promise<RunWithVersion> {
  const run = await found(id);
  await getConversationRow(run.run.conversationId, visibility);
  return run;
}

export async function cancelRun(id: string, visibility: Visibility): Promise<RunWithVersion> {
  const { conversationId } = (await getRun(id, visibility)).run;
  return persistentTransaction(async () => {
    const run = await lockActiveRun(conversationId);
    if (run?.id !== id)
      throw new AppError("conflict", "FLOW_ENDED", { message: "This run has ended." });
    await cutShort(run, { status: "cancelled", label: "stopped" });
    await audit({
      action: "flow_execution.cancelled",
      resourceType: "flow_execution",
      resourceId: id,
    });
    return found(id);
  });
}

/** Whether the bot may speak in a conversation. */
export async function getBot(conversationId: string, visibility: Visibility) {
  await getConversationRow(conversationId, visibility);
  const pause = await findPause(conversationId);
  const isPaused = pause !== undefined && pause.until.getTime() > clock.ms();
  const active = await findActiveIn(conversationId);
  return {
    isPaused,
    pausedUntil: isPaused ? pause.until : null,
    reason: isPaused ? pause.reason : null,
    execution: active ? toExecution(active) : null,
  };
}

export async function pauseBot(conversationId: string, hours: number, visibility: Visibility) {
  await getConversationRow(conversationId, visibility);
  await transaction(async () => {
    const run = await lockActiveRun(conversationId);
    if (run) await cutShort(run, { status: "cancelled", label: "paused" });
    await upsertPause(conversationId, new Date(clock.ms() + hours * HOUR_MS), "asked");
    await recorded("conversation.bot_paused", conversationId, { hours });
  });
  return getBot(conversationId, visibility);
}

export async function handBack(conversationId: string, visibility: Visibility) {
  await getConversationRow(conversationId, visibility);
  await transaction(async () => {
    await deletePauses([conversationId]);
    await recorded("conversation.bot_handed_back", conversationId);
  });
  return getBot(conversationId, visibility);
}

const recorded = (action: string, resourceId: string, changes = {}): Promise<void> =>
  audit({ action, resourceType: "conversation", resourceId, changes });
