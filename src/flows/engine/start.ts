import { newId } from "../../db/columns.ts";
import { clock } from "../../lib/clock.ts";
import { log } from "../../ops/log.ts";
import { type Chat, countStartsSince, insertRun, type RunRow } from "../run-queries.ts";
import type { StartedBy } from "../tables.ts";
import { MAX_STARTS_A_MINUTE } from "./limits.ts";
import { programOf } from "./programs.ts";

interface Starting {
  chat: Chat;
  versionId: string;
  startedBy: StartedBy;
  variables?: Record<string, unknown>;
  messageId: string | null;
}
const MINUTE_MS = 60_000;

/** A run at its first node; undefined when one is under way here, or when flows chase each other. */
export async function startRun(starting: Starting): Promise<RunRow | undefined> {
  const { chat, versionId, startedBy, variables = {}, messageId } = starting;
  const program = await programOf(versionId);
  if (!program || program.startId === null) return undefined;
  const { id: conversationId, contactId } = chat.conversation;
  const recent = await countStartsSince(conversationId, new Date(clock.ms() - MINUTE_MS));
  if (recent >= MAX_STARTS_A_MINUTE) {
    log.warn(
      { conversationId, versionId },
      "flows start each other over and over; this one was not started",
    );
    return undefined;
  }
  const initial = { ...program.initial, ...variables };
  return insertRun({
    id: newId(),
    flowId: program.flowId,
    rootVersionId: versionId,
    versionId,
    conversationId,
    contactId,
    activeKey: conversationId,
    nodeId: program.startId,
    stack: [],
    variables: initial,
    initialVariables: initial,
    startedBy,
    messageId,
    startedAt: clock.now(),
  });
}
