import type { FlowWithVersion, VersionRow } from "./queries.ts";
import { FlowData } from "./graph.ts";
import type { Flow, FlowDetail, FlowVersion } from "./schema.ts";
import { triggersOf } from "./triggers.ts";

export function toFlow({ flow, published }: FlowWithVersion): Flow {
  const triggers = triggersOf(published?.data ?? flow.draft);
  return {
    id: flow.id,
    tenantId: flow.tenantId,
    name: flow.name,
    description: flow.description,
    status: flow.status,
    priority: flow.priority,
    triggerTypes: [...new Set(triggers.map(({ kind }) => kind))],
    publishedVersion: published?.number ?? null,
    publishedVersionId: flow.publishedVersionId,
    publishedAt: published?.createdAt ?? null,
    hasChanges: published?.hash !== flow.draftHash,
    revision: flow.revision,
    createdByUserId: flow.createdByUserId,
    createdAt: flow.createdAt,
    updatedAt: flow.updatedAt,
  };
}

export const toFlowDetail = (found: FlowWithVersion): FlowDetail => ({
  ...toFlow(found),
  flowData: FlowData.parse(found.flow.draft),
});

export const toVersion = (row: VersionRow): FlowVersion => ({
  id: row.id,
  flowId: row.flowId,
  number: row.number,
  hash: row.hash,
  note: row.note,
  rolledBackTo: row.rolledBackTo,
  publishedByUserId: row.publishedByUserId,
  createdAt: row.createdAt,
});
