import { tenants } from "../accounts/tables.ts";
import { conversations } from "../conversations/tables.ts";
import {
  createdAt,
  foreignKey,
  id,
  index,
  int,
  json,
  oneOf,
  primaryKey,
  tenantId,
  tenantTable,
  text,
  timestamp,
  uniqueIndex,
  updatedAt,
  uuid,
} from "../db/columns.ts";

type Bag = Record<string, unknown>;

/** What a flow consists of, as `schema.ts` describes it. */
export interface StoredFlow {
  nodes: {
    id: string;
    type: string;
    position: { x: number; y: number };
    data: Bag;
    label?: string | undefined;
  }[];
  edges: { id: string; source: string; target: string; sourceHandle: string }[];
  variables: { name: string; type: string; initial?: unknown }[];
  annotations: Bag[];
  settings: { expireAfterMinutes: number };
}

export const flows = tenantTable(
  "flows",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text().notNull(),
    description: text(),
    /** `draft` until first published; only `active` flows are started by triggers. */
    status: oneOf("draft", "active", "inactive").notNull().default("draft"),
    /** Of several flows that want a message the one with the higher priority gets it. */
    priority: int().notNull().default(100),
    draft: json<StoredFlow>().notNull(),
    draftHash: text().notNull(),
    /** Grows with each save of the draft; whoever saves says which one they saw. */
    revision: int().notNull().default(1),
    publishedVersionId: uuid(),
    createdByUserId: uuid(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("flows_status_idx").on(t.tenantId, t.status),
  ],
);

const ofFlow = (name: string, t: { tenantId: Column; flowId: Column }) =>
  foreignKey({
    name,
    columns: [t.tenantId, t.flowId],
    foreignColumns: [flows.tenantId, flows.id],
  }).onDelete("cascade");
type Column = Parameters<typeof foreignKey>[0]["columns"][0];

/** Never changed once written: running conversations stay on theirs. */
export const flowVersions = tenantTable(
  "flow_versions",
  {
    tenantId: tenantId(),
    id: id(),
    flowId: uuid().notNull(),
    number: int().notNull(),
    data: json<StoredFlow>().notNull(),
    hash: text().notNull(),
    note: text(),
    /** Set when this version was made by going back to that one. */
    rolledBackTo: int(),
    publishedByUserId: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    ofFlow("flow_versions_flow_fk", t),
    uniqueIndex("flow_versions_number_uq").on(t.tenantId, t.flowId, t.number),
  ],
);

export interface Waiting {
  for: "answer" | "time" | "call";
  /** When the node's own patience ends; ISO. */
  until: string | null;
  state: Bag;
}
export interface Frame {
  versionId: string;
  nodeId: string;
}
export interface StartedBy {
  kind: string;
  messageId?: string | undefined;
  userId?: string | undefined;
  value?: string | undefined;
}

export const flowExecutions = tenantTable(
  "flow_executions",
  {
    tenantId: tenantId(),
    id: id(),
    flowId: uuid().notNull(),
    /** Of the flow that was started. */
    rootVersionId: uuid().notNull(),
    /** Of the flow it is in now: another one inside a sub-flow. */
    versionId: uuid().notNull(),
    conversationId: uuid().notNull(),
    contactId: uuid().notNull(),
    status: oneOf("running", "waiting", "completed", "failed", "cancelled", "expired")
      .notNull()
      .default("running"),
    /** The conversation while it is under way, else null: one at a time in a conversation. */
    activeKey: uuid(),
    nodeId: text().notNull(),
    stack: json<Frame[]>().notNull(),
    variables: json<Bag>().notNull(),
    initialVariables: json<Bag>().notNull(),
    waiting: json<Waiting>(),
    startedBy: json<StartedBy>().notNull(),
    /** The message of the contact that nodes see. */
    messageId: uuid(),
    wakeAt: timestamp(),
    /** Grows with each commit: who comes second with an old one loses. */
    revision: int().notNull().default(0),
    steps: int().notNull().default(0),
    minuteStartedAt: timestamp(),
    stepsInMinute: int().notNull().default(0),
    /** Messages sent since the contact last wrote. */
    unanswered: int().notNull().default(0),
    endLabel: text(),
    error: json<{ code: string; reason: string; nodeId: string }>(),
    startedAt: timestamp().notNull(),
    endedAt: timestamp(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    ofFlow("flow_executions_flow_fk", t),
    foreignKey({
      name: "flow_executions_conversation_fk",
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    uniqueIndex("flow_executions_active_uq").on(t.tenantId, t.activeKey),
    index("flow_executions_flow_idx").on(t.tenantId, t.flowId, t.id),
    index("flow_executions_conversation_idx").on(t.tenantId, t.conversationId, t.startedAt),
  ],
);

export const flowSteps = tenantTable(
  "flow_steps",
  {
    tenantId: tenantId(),
    executionId: uuid().notNull(),
    seq: int().notNull(),
    flowId: uuid().notNull(),
    versionId: uuid().notNull(),
    nodeId: text().notNull(),
    nodeType: text().notNull(),
    /** Why it ran: `enter`, `answer`, `timeout`, `response`. */
    cause: text().notNull(),
    /** What came in: the message, the answer of a request. */
    input: json<Bag>(),
    /** The output it left by; null while it waits or where the flow ended. */
    output: text(),
    /** What it did: said, acts, told. */
    result: json<Bag>().notNull(),
    /** Variables that changed, as they are afterwards. */
    changes: json<Bag>(),
    error: json<{ code: string; reason: string }>(),
    at: timestamp().notNull(),
    durationMs: int().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.executionId, t.seq] }),
    foreignKey({
      name: "flow_steps_execution_fk",
      columns: [t.tenantId, t.executionId],
      foreignColumns: [flowExecutions.tenantId, flowExecutions.id],
    }).onDelete("cascade"),
    index("flow_steps_flow_idx").on(t.tenantId, t.flowId, t.at),
  ],
);

/** What happened in a conversation and no flow has looked at yet, in order. */
export const flowInbox = tenantTable(
  "flow_inbox",
  {
    tenantId: tenantId(),
    id: id(),
    conversationId: uuid().notNull(),
    kind: oneOf("message", "tag", "taken_over").notNull(),
    /** A message's id, a tag, a user's id. */
    value: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      name: "flow_inbox_conversation_fk",
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
    index("flow_inbox_conversation_idx").on(t.tenantId, t.conversationId, t.id),
  ],
);

/** Conversations in which the bot keeps quiet, because a person took over. */
export const flowPauses = tenantTable(
  "flow_pauses",
  {
    tenantId: tenantId(),
    conversationId: uuid().notNull(),
    until: timestamp().notNull(),
    reason: oneOf("taken_over", "handed_over", "asked").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.conversationId] }),
    foreignKey({
      name: "flow_pauses_conversation_fk",
      columns: [t.tenantId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.id],
    }).onDelete("cascade"),
  ],
);

/** Keys for requests, sealed; nodes name them as `{{secret.name}}`. */
export const flowSecrets = tenantTable(
  "flow_secrets",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text().notNull(),
    sealed: text().notNull(),
    hint: text().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("flow_secrets_name_uq").on(t.tenantId, t.name),
  ],
);

/** Scripted conversations a flow must pass before it is published. */
export const flowTests = tenantTable(
  "flow_tests",
  {
    tenantId: tenantId(),
    id: id(),
    flowId: uuid().notNull(),
    name: text().notNull(),
    script: json<Bag>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    ofFlow("flow_tests_flow_fk", t),
    index("flow_tests_flow_idx").on(t.tenantId, t.flowId),
  ],
);
