import { transaction } from "../../db/index.ts";
import { clock } from "../../lib/clock.ts";
import { findMessageRow, type MessageRow } from "../../messages/queries.ts";
import {
  type Chat,
  deletePauses,
  findActiveRun,
  findChat,
  findInboundBefore,
  findPause,
  type InboxRow,
  listInbox,
  type RunRow,
  takeFromInbox,
  upsertPause,
} from "../run-queries.ts";
import type { Occasion } from "../triggers.ts";
import { activeFlows, choose, type Match } from "./active.ts";
import { cutShort } from "./end.ts";
import { goOn } from "./go-on.ts";
import { toHeard } from "./heard.ts";
import { findSettings } from "./settings.ts";
import { startRun } from "./start.ts";
import type { RunStatus } from "./step.ts";
import { rouse } from "./wake.ts";

const ROUNDS = 40;
const INBOX = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Does what there is to do in a conversation, a transaction at a time. Only ever one of these at once for a conversation. */
export async function advance(conversationId: string): Promise<void> {
  for (let n = 0; n < ROUNDS; n++) {
    if (!(await transaction(() => round(conversationId)))) return;
  }
  // Others have their turn before this one goes on.
  await rouse(conversationId);
}

/** False when there is nothing left to do now. */
async function round(conversationId: string): Promise<boolean> {
  const [inbox, run] = [
    await listInbox(conversationId, INBOX),
    await findActiveRun(conversationId),
  ];
  const takeOver = inbox.findLastIndex(({ kind }) => kind === "taken_over");
  if (takeOver >= 0) {
    await takenOver(conversationId, run);
    await took(inbox.slice(0, takeOver + 1));
    return inbox.length > takeOver + 1;
  }
  const [first] = inbox;
  if (run?.status === "running") return isRunning(await goOn(run, null)) || first !== undefined;
  if (!first) return run !== undefined && (await wake(run));
  // Whatever is said while a request is under way waits for its answer.
  if (run?.waiting?.for === "call") return false;
  const status = await look(first, run);
  await took([first]);
  // What comes meanwhile has a job of its own.
  return isRunning(status) || inbox.length > 1;
}

const isRunning = (status: RunStatus | undefined): boolean => status === "running";

async function took(rows: InboxRow[]): Promise<void> {
  if (!(await takeFromInbox(rows.map(({ id }) => id))))
    throw new Error("the inbox was read by two at once");
}

async function takenOver(conversationId: string, run: RunRow | undefined): Promise<void> {
  if (run) await cutShort(run, { status: "cancelled", label: "taken_over" });
  const { quietHours } = await findSettings();
  if (quietHours > 0)
    await upsertPause(conversationId, new Date(clock.ms() + quietHours * HOUR_MS), "taken_over");
}

/** Its time has come: the node's own, or the flow's patience is over. */
async function wake(run: RunRow): Promise<boolean> {
  const now = clock.ms();
  if (run.wakeAt === null || run.wakeAt.getTime() > now) return false;
  const until = run.waiting?.until ?? null;
  if (until !== null && Date.parse(until) <= now) await goOn(run, { kind: "timeout" });
  else await cutShort(run, { status: "expired", label: "expired" });
  return true;
}

/** Something happened: it is an answer, or it starts a flow, or nobody wants it. */
async function look(item: InboxRow, run: RunRow | undefined): Promise<RunStatus | undefined> {
  const chat = await findChat(item.conversationId);
  if (!chat || chat.conversation.groupId !== null) return undefined;
  const message = item.kind === "message" ? await findMessageRow(item.value) : undefined;
  const heard = message ? toHeard(message) : null;
  const match = await matching(item, chat, message, run !== undefined);
  if (run && !match)
    return heard && run.waiting?.for === "answer"
      ? goOn(run, { kind: "answer", message: heard }, { chat })
      : undefined;
  if (!match || (await isPaused(chat.conversation.id))) return undefined;
  if (run) await cutShort(run, { status: "cancelled", label: "interrupted" });
  const { flow, trigger } = match;
  const started = await startRun({
    chat,
    versionId: flow.versionId,
    startedBy: {
      kind: trigger.kind,
      value: item.kind === "tag" ? item.value : (heard?.text.slice(0, 200) ?? ""),
      ...(heard ? { messageId: heard.id } : {}),
    },
    messageId: heard?.id ?? null,
  });
  return started && goOn(started, null, { chat, heard });
}

async function matching(
  item: InboxRow,
  chat: Chat,
  message: MessageRow | undefined,
  interruptsOnly: boolean,
): Promise<Match | undefined> {
  const flows = await activeFlows();
  if (flows.length === 0) return undefined;
  const asksSilence = flows.some(({ triggers }) => triggers.some(({ kind }) => kind === "welcome"));
  const occasion: Occasion = {
    connectionId: chat.conversation.whatsappConnectionId,
    message: message ? toHeard(message) : null,
    tag: item.kind === "tag" ? item.value : null,
    daysSilent: asksSilence && message ? await daysSilent(chat, message) : 0,
  };
  return choose(flows, occasion, interruptsOnly);
}

async function daysSilent({ conversation }: Chat, message: MessageRow): Promise<number | null> {
  const before = await findInboundBefore(
    conversation.contactId,
    message.connectionId,
    message.sentAt,
    message.id,
  );
  return before ? Math.floor((message.sentAt.getTime() - before.getTime()) / DAY_MS) : null;
}

async function isPaused(conversationId: string): Promise<boolean> {
  const pause = await findPause(conversationId);
  if (!pause) return false;
  if (pause.until.getTime() > clock.ms()) return true;
  await deletePauses([conversationId]);
  return false;
}
