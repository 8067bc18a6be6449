import { audit } from "../accounts/audit.ts";
import { requireFeature, requireQuota } from "../accounts/quota.ts";
import { newId } from "../db/columns.ts";
import { afterCommit, transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import type { Problem } from "./check/types.ts";
import { forgetTriggers } from "./engine/active.ts";
import { findTemplate } from "./gallery/gallery.ts";
import { emptyFlow, type FlowData } from "./graph.ts";
import { hashOf } from "./hash.ts";
import {
  deleteFlowRow,
  findFlow,
  type FlowRow,
  type FlowWithVersion,
  insertFlow,
  setDraft,
  setFlow,
} from "./queries.ts";
import { allProblems } from "./surroundings.ts";

const notFound = (): AppError =>
  new AppError("not_found", "FLOW_NOT_FOUND", { message: "There is no such flow." });

export async function getFlow(id: string): Promise<FlowWithVersion> {
  const found = await findFlow(id);
  if (!found) throw notFound();
  return found;
}

interface NewFlow {
  name: string;
  description?: string | null | undefined;
  flowData?: FlowData | undefined;
  templateId?: string | undefined;
}

export async function createFlow(input: NewFlow, userId: string | null): Promise<FlowWithVersion> {
  const { name, description = null, flowData, templateId } = input;
  const draft = flowData ?? (templateId === undefined ? emptyFlow() : templateData(templateId));
  return transaction(async () => {
    await requireFeature("chatbotFlows");
    await requireQuota("maxFlows");
    const id = newId();
    await insertFlow({
      id,
      name,
      description,
      draft,
      draftHash: hashOf(draft),
      createdByUserId: userId,
    });
    await recorded("flow.created", id, { name });
    return getFlow(id);
  });
}

function templateData(id: string): FlowData {
  const template = findTemplate(id);
  if (template) return template.flowData;
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "There is no such template.",
    details: [{ path: "templateId", message: "not a template" }],
  });
}

type Change = Partial<Pick<FlowRow, "name" | "description" | "priority">>;

export async function updateFlow(id: string, change: Change): Promise<FlowWithVersion> {
  return transaction(async () => {
    if (Object.keys(change).length > 0 && !(await setFlow(id, change))) throw notFound();
    await recorded("flow.updated", id, change);
    return getFlow(id);
  });
}

/** Refused when the draft is no longer the one that was seen. */
export async function saveDraft(
  id: string,
  revision: number,
  data: FlowData,
): Promise<{ revision: number; problems: Problem[] }> {
  return transaction(async () => {
    const saved = await setDraft(id, revision, data, hashOf(data));
    if (saved === undefined) throw conflict(await getFlow(id));
    return { revision: saved, problems: await allProblems(id, data) };
  });
}

export const conflict = ({ flow }: FlowWithVersion): AppError =>
  new AppError("conflict", "REVISION_CONFLICT", {
    message: "Somebody else changed this flow meanwhile.",
    details: { revision: flow.revision, updatedAt: flow.updatedAt.toISOString() },
  });

export async function setStatus(
  id: string,
  status: "active" | "inactive",
): Promise<FlowWithVersion> {
  return transaction(async () => {
    const { flow } = await getFlow(id);
    if (flow.publishedVersionId === null)
      throw new AppError("conflict", "NOT_PUBLISHED", { message: "Publish the flow first." });
    if (status === "active") await requireFeature("chatbotFlows");
    await setFlow(id, { status });
    await recorded("flow.status_changed", id, { status });
    return getFlow(id);
  });
}

export async function deleteFlow(id: string): Promise<void> {
  await transaction(async () => {
    if (!(await deleteFlowRow(id))) throw notFound();
    await recorded("flow.deleted", id, {});
  });
}

/** Audit, and the triggers in memory are read anew. */
export async function recorded(
  action: string,
  id: string,
  changes: Record<string, unknown>,
): Promise<void> {
  await audit({ action, resourceType: "flow", resourceId: id, changes });
  afterCommit(forgetTriggers);
}
