import { requireFeature } from "../accounts/quota.ts";
import { newId } from "../db/columns.ts";
import { transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import type { Problem } from "./check/types.ts";
import { FlowData } from "./graph.ts";
import { hashOf } from "./hash.ts";
import {
  findLatestNumber,
  findVersion,
  type FlowWithVersion,
  insertVersion,
  lockFlow,
  setFlow,
  type VersionRow,
} from "./queries.ts";
import { failingTests } from "./scripts/tests.ts";
import { conflict, getFlow, recorded } from "./service.ts";
import { allProblems } from "./surroundings.ts";

interface Publishing {
  id: string;
  /** The draft that was looked at. */
  revision: number;
  note?: string | undefined;
  userId: string | null;
}

/** The draft becomes a version that never changes; conversations under way stay on theirs. */
export async function publish({
  id,
  revision,
  note,
  userId,
}: Publishing): Promise<FlowWithVersion> {
  return transaction(async () => {
    await requireFeature("chatbotFlows");
    const flow = await lockFlow(id);
    if (!flow) return getFlow(id);
    if (flow.revision !== revision) throw conflict(await getFlow(id));
    const data = FlowData.parse(flow.draft);
    refuse(await allProblems(id, data));
    const failing = await failingTests(id, data);
    if (failing.length > 0)
      throw new AppError("conflict", "FLOW_TESTS_FAILED", {
        message: "The flow does not pass its tests.",
        details: { tests: failing },
      });
    const number = await addVersion(id, data, { note: note ?? null, userId, rolledBackTo: null });
    await recorded("flow.published", id, { version: number });
    return getFlow(id);
  });
}

function refuse(problems: Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  throw new AppError("conflict", "FLOW_HAS_ERRORS", {
    message: "The flow has errors that must be put right first.",
    details: { problems: errors },
  });
}

interface Origin {
  note: string | null;
  userId: string | null;
  rolledBackTo: number | null;
}

async function addVersion(flowId: string, data: FlowData, origin: Origin): Promise<number> {
  const id = newId();
  const number = (await findLatestNumber(flowId)) + 1;
  const { note, userId, rolledBackTo } = origin;
  await insertVersion({
    id,
    flowId,
    number,
    data,
    hash: hashOf(data),
    note,
    rolledBackTo,
    publishedByUserId: userId,
  });
  await setFlow(flowId, { publishedVersionId: id, status: "active" });
  return number;
}

export async function getVersion(flowId: string, number: number): Promise<VersionRow> {
  const version = await findVersion(flowId, number);
  if (version) return version;
  throw new AppError("not_found", "NOT_FOUND", { message: "There is no such version." });
}

/** Nothing is taken away: the earlier content becomes the newest version, and the draft. */
export async function rollBack(
  id: string,
  number: number,
  userId: string | null,
): Promise<FlowWithVersion> {
  return transaction(async () => {
    const flow = await lockFlow(id);
    const version = await getVersion(id, number);
    const data = FlowData.parse(version.data);
    const made = await addVersion(id, data, { note: null, userId, rolledBackTo: number });
    await setFlow(id, {
      draft: data,
      draftHash: hashOf(data),
      revision: (flow?.revision ?? 0) + 1,
    });
    await recorded("flow.rolled_back", id, { version: made, to: number });
    return getFlow(id);
  });
}

/** A version's content, or the draft's. */
export async function contentOf(id: string, side: number | "draft"): Promise<FlowData> {
  const { flow } = await getFlow(id);
  return FlowData.parse(side === "draft" ? flow.draft : (await getVersion(id, side)).data);
}
