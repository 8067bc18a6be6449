import { z } from "zod";
import { route } from "../lib/contract.ts";
import { ById, Done, Id, Instant, Name, Paged } from "../lib/schema.ts";
import { FlowData } from "./graph.ts";

export const FlowStatus = z.enum(["draft", "active", "inactive"]);
const Description = z.string().trim().max(2000);
const Priority = z.int().min(0).max(1000);

export const Flow = z.object({
  id: Id,
  tenantId: Id,
  name: z.string(),
  description: z.string().nullable(),
  status: FlowStatus,
  priority: z.number().int(),
  /** What starts it, as published; as drafted while it never was. */
  triggerTypes: z.array(z.string()),
  /** Number of the published version. */
  publishedVersion: z.number().int().nullable(),
  publishedVersionId: Id.nullable(),
  publishedAt: Instant.nullable(),
  /** The draft differs from what is published. */
  hasChanges: z.boolean(),
  revision: z.number().int(),
  createdByUserId: Id.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Flow = z.input<typeof Flow>;

export const FlowDetail = Flow.extend({ flowData: FlowData });
export type FlowDetail = z.input<typeof FlowDetail>;

export const FlowProblem = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  nodeId: z.string().nullable(),
  /** Within the node's data, dotted. */
  path: z.string().nullable(),
  /** English; the browser words it by its code. */
  message: z.string(),
});

export const FlowVersion = z.object({
  id: Id,
  flowId: Id,
  number: z.number().int(),
  hash: z.string(),
  note: z.string().nullable(),
  rolledBackTo: z.number().int().nullable(),
  publishedByUserId: Id.nullable(),
  createdAt: Instant,
});
export type FlowVersion = z.input<typeof FlowVersion>;

const Change = z.object({
  kind: z.enum(["added", "removed", "changed"]),
  what: z.enum(["node", "edge", "variable", "settings"]),
  id: z.string(),
  /** Dotted paths of what is different. */
  paths: z.array(z.string()),
});

/** One node kind: the builder draws palette, form and outputs from it. */
export const NodeKindDescription = z.object({
  type: z.string(),
  label: z.string(),
  group: z.enum(["start", "messages", "ask", "logic", "actions", "handover"]),
  icon: z.string(),
  summary: z.string(),
  role: z.enum(["start", "step", "terminal"]),
  waits: z.enum(["answer", "time"]).nullable(),
  speaks: z.boolean(),
  outputs: z.array(z.object({ id: z.string(), label: z.string(), optional: z.boolean() })),
  branches: z.object({ from: z.string(), id: z.string(), label: z.string() }).nullable(),
  initial: z.record(z.string(), z.unknown()),
  /** JSON Schema of the node's data, with `label` and `widget`. */
  form: z.record(z.string(), z.unknown()),
});

const Exported = z.object({
  format: z.literal("whatscrm.flow"),
  formatVersion: z.literal(1),
  name: Name,
  description: Description.nullable().default(null),
  flowData: FlowData,
});
const Template = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  flowData: FlowData,
});
const VersionParams = z.object({ id: Id, version: z.coerce.number().int().min(1) });
/** A version's number, or `draft`. */
const Side = z.union([z.literal("draft"), z.coerce.number().int().min(1)]);

export const flowsContract = {
  listFlows: route({
    method: "GET",
    path: "/flows",
    summary: "List flows, latest change first",
    permission: "flows.read",
    query: Paged.extend({ status: FlowStatus.optional(), search: z.string().max(200).optional() }),
    out: Flow,
    list: "paged",
  }),
  createFlow: route({
    method: "POST",
    path: "/flows",
    summary: "Create a flow: empty, with given content, or from a template",
    permission: "flows.write",
    body: z.object({
      name: Name,
      description: Description.optional(),
      flowData: FlowData.optional(),
      templateId: z.string().max(60).optional(),
    }),
    out: FlowDetail,
    status: 201,
    idempotent: true,
  }),
  listNodeKinds: route({
    method: "GET",
    path: "/flows/node-kinds",
    summary: "Every kind of node with its form",
    permission: "flows.read",
    out: z.object({ kinds: z.array(NodeKindDescription) }),
  }),
  listFlowTemplates: route({
    method: "GET",
    path: "/flows/templates",
    summary: "Ready-made flows to start from",
    permission: "flows.read",
    out: z.object({ templates: z.array(Template) }),
  }),
  importFlow: route({
    method: "POST",
    path: "/flows/import",
    summary: "Create a flow from an export",
    permission: "flows.write",
    body: Exported,
    out: FlowDetail,
    status: 201,
    idempotent: true,
  }),
  getFlow: route({
    method: "GET",
    path: "/flows/:id",
    summary: "Get a flow with its draft",
    permission: "flows.read",
    params: ById,
    out: FlowDetail,
  }),
  updateFlow: route({
    method: "PATCH",
    path: "/flows/:id",
    summary: "Change name, description or priority",
    permission: "flows.write",
    params: ById,
    body: z.object({
      name: Name.optional(),
      description: Description.nullable().optional(),
      priority: Priority.optional(),
    }),
    out: Flow,
  }),
  saveFlowDraft: route({
    method: "PUT",
    path: "/flows/:id/draft",
    summary: "Save the draft; 409 REVISION_CONFLICT when somebody else saved meanwhile",
    permission: "flows.write",
    params: ById,
    body: z.object({ revision: z.int().min(1), flowData: FlowData }),
    out: z.object({ revision: z.number().int(), problems: z.array(FlowProblem) }),
  }),
  setFlowStatus: route({
    method: "PATCH",
    path: "/flows/:id/status",
    summary: "Switch a published flow on or off",
    permission: "flows.write",
    params: ById,
    body: z.object({ status: z.enum(["active", "inactive"]) }),
    out: Flow,
  }),
  deleteFlow: route({
    method: "DELETE",
    path: "/flows/:id",
    summary: "Delete a flow with its versions and runs",
    permission: "flows.write",
    params: ById,
    out: Done,
  }),
  listFlowProblems: route({
    method: "GET",
    path: "/flows/:id/problems",
    summary: "What is or may be wrong with the draft, conflicts with other flows included",
    permission: "flows.read",
    params: ById,
    out: z.object({ problems: z.array(FlowProblem) }),
  }),
  publishFlow: route({
    method: "POST",
    path: "/flows/:id/publish",
    summary:
      "Publish the draft and switch the flow on; refused while it has errors or failing tests",
    permission: "flows.write",
    params: ById,
    body: z.object({ revision: z.int().min(1), note: z.string().trim().max(500).optional() }),
    out: Flow,
    idempotent: true,
  }),
  listFlowVersions: route({
    method: "GET",
    path: "/flows/:id/versions",
    summary: "Published versions, latest first",
    permission: "flows.read",
    params: ById,
    query: Paged,
    out: FlowVersion,
    list: "paged",
  }),
  getFlowVersion: route({
    method: "GET",
    path: "/flows/:id/versions/:version",
    summary: "Get a version with its content",
    permission: "flows.read",
    params: VersionParams,
    out: FlowVersion.extend({ flowData: FlowData }),
  }),
  rollBackFlow: route({
    method: "POST",
    path: "/flows/:id/versions/:version/rollback",
    summary: "Publish an earlier version again, as a new one; the draft follows",
    permission: "flows.write",
    params: VersionParams,
    out: Flow,
    idempotent: true,
  }),
  diffFlow: route({
    method: "GET",
    path: "/flows/:id/diff",
    summary: "What differs between two versions, or a version and the draft",
    permission: "flows.read",
    params: ById,
    query: z.object({ from: Side, to: Side.default("draft") }),
    out: z.object({ changes: z.array(Change) }),
  }),
  exportFlow: route({
    method: "GET",
    path: "/flows/:id/export",
    summary: "The draft as a file; secrets are never in it",
    permission: "flows.read",
    params: ById,
    out: Exported,
  }),
};
