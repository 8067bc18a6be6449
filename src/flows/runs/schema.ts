import { z } from "zod";
import { route } from "../../lib/contract.ts";
import { ById, Done, Id, Instant, Keyset } from "../../lib/schema.ts";

const Bag = z.record(z.string(), z.unknown());
export const ExecutionStatus = z.enum([
  "running",
  "waiting",
  "completed",
  "failed",
  "cancelled",
  "expired",
]);

export const FlowExecution = z.object({
  id: Id,
  tenantId: Id,
  flowId: Id,
  versionId: Id,
  versionNumber: z.number().int().nullable(),
  conversationId: Id,
  contactId: Id,
  status: ExecutionStatus,
  currentNodeId: z.string(),
  /** Trigger kind, `manual` or `api`. */
  startedBy: z.string(),
  waitingFor: z.enum(["answer", "time", "call"]).nullable(),
  wakeAt: Instant.nullable(),
  steps: z.number().int(),
  /** How it ended: the end node's label, or why it was cut short. */
  endLabel: z.string().nullable(),
  error: z.object({ code: z.string(), reason: z.string(), nodeId: z.string() }).nullable(),
  startedAt: Instant,
  completedAt: Instant.nullable(),
});
export type FlowExecution = z.input<typeof FlowExecution>;

export const FlowStep = z.object({
  seq: z.number().int(),
  flowId: z.string(),
  nodeId: z.string(),
  nodeType: z.string(),
  cause: z.string(),
  input: Bag.nullable(),
  output: z.string().nullable(),
  result: Bag,
  variablesBefore: Bag,
  variablesAfter: Bag,
  error: z.object({ code: z.string(), reason: z.string() }).nullable(),
  at: Instant,
  durationMs: z.number().int(),
});
export type FlowStep = z.input<typeof FlowStep>;

const FlowSecret = z.object({
  id: Id,
  name: z.string(),
  /** Its last characters. */
  hint: z.string(),
  updatedAt: Instant,
});
const Bot = z.object({
  isPaused: z.boolean(),
  pausedUntil: Instant.nullable(),
  reason: z.enum(["taken_over", "handed_over", "asked"]).nullable(),
  execution: FlowExecution.nullable(),
});
const Figure = z.object({
  nodeId: z.string(),
  visits: z.number().int(),
  /** How often it was left by each output. */
  outputs: z.record(z.string(), z.number().int()),
  averageMs: z.number(),
  failures: z.number().int(),
});

export const flowRunsContract = {
  startFlow: route({
    method: "POST",
    path: "/flows/:id/executions",
    summary: "Start a flow in a conversation, or with a phone number through a connection",
    permission: "flows.run",
    params: ById,
    body: z
      .object({
        conversationId: Id.optional(),
        connectionId: Id.optional(),
        to: z.string().max(40).optional(),
        variables: Bag.default({}),
        /** Ends what is under way in the conversation instead of refusing. */
        replace: z.boolean().default(false),
      })
      .refine((b) => b.conversationId ?? (b.connectionId && b.to), {
        message: "conversationId, or connectionId and to, is needed",
        path: ["conversationId"],
      }),
    out: FlowExecution,
    status: 201,
    idempotent: true,
  }),
  listFlowExecutions: route({
    method: "GET",
    path: "/flows/:id/executions",
    summary: "List a flow's runs, latest first",
    permission: "flows.read",
    params: ById,
    query: Keyset.extend({ status: ExecutionStatus.optional(), conversationId: Id.optional() }),
    out: FlowExecution,
    list: "keyset",
  }),
  getFlowExecution: route({
    method: "GET",
    path: "/flow-executions/:id",
    summary: "A run with every step: input, output, variables before and after",
    permission: "flows.read",
    params: ById,
    out: FlowExecution.extend({ variables: Bag, trace: z.array(FlowStep) }),
  }),
  cancelFlowExecution: route({
    method: "POST",
    path: "/flow-executions/:id/cancel",
    summary: "End a run",
    permission: "flows.run",
    params: ById,
    out: FlowExecution,
  }),
  flowAnalytics: route({
    method: "GET",
    path: "/flows/:id/analytics",
    summary: "Visits, ways taken and time of each node, and how runs ended",
    permission: "flows.read",
    params: ById,
    query: z.object({
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
      version: z.coerce.number().int().min(1).optional(),
    }),
    out: z.object({
      runs: z.record(z.string(), z.number().int()),
      endings: z.record(z.string(), z.number().int()),
      nodes: z.array(Figure),
    }),
  }),
  listFlowSecrets: route({
    method: "GET",
    path: "/flow-secrets",
    summary: "Names of the keys that requests may use",
    permission: "flows.read",
    out: z.object({ secrets: z.array(FlowSecret) }),
  }),
  setFlowSecret: route({
    method: "PUT",
    path: "/flow-secrets/:name",
    summary: "Keep or replace a key; it is never shown again",
    permission: "flows.write",
    params: z.object({ name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/) }),
    body: z.object({ value: z.string().min(1).max(8000) }),
    out: FlowSecret,
  }),
  removeFlowSecret: route({
    method: "DELETE",
    path: "/flow-secrets/:name",
    summary: "Remove a key",
    permission: "flows.write",
    params: z.object({ name: z.string().max(63) }),
    out: Done,
  }),
  getConversationBot: route({
    method: "GET",
    path: "/conversations/:id/bot",
    summary: "Whether the bot may answer here, and the run under way",
    permission: "conversations.read",
    params: ById,
    out: Bot,
  }),
  pauseConversationBot: route({
    method: "PUT",
    path: "/conversations/:id/bot/pause",
    summary: "Keep the bot quiet here; the run under way ends",
    permission: "conversations.write",
    params: ById,
    body: z.object({ hours: z.number().min(0.1).max(720).default(24) }),
    out: Bot,
  }),
  handBackConversation: route({
    method: "DELETE",
    path: "/conversations/:id/bot/pause",
    summary: "Hand the conversation back to the bot",
    permission: "conversations.write",
    params: ById,
    out: Bot,
  }),
};
