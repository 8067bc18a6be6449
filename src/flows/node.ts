import { z } from "zod";
import type { OutboundContent } from "../messages/schema.ts";
import type { Kind, Output } from "./check/types.ts";

export type { OutboundContent };

/** A message of the contact, as nodes and triggers see it. */
export interface Heard {
  id: string;
  type: string;
  text: string;
  /** Id of the tapped button or list row, or a button's payload. */
  replyId: string | null;
  location: { latitude: number; longitude: number } | null;
  mediaUrl: string | null;
  isFromAd: boolean;
  /** Id of the ad or post the contact came by. */
  adId: string | null;
}
/** What the engine lends a node. Reading only: whatever a node wants done stands in its outcome. */
export interface NodeContext {
  now: Date;
  timezone: string;
  /** Opening hours by weekday, 1 = Monday: pairs of `HH:MM`. */
  businessHours: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** Fills `{{name}}`; a name without a value becomes its fallback, else nothing. */
  text(template: string): string;
  /** As `text`, with each value escaped to stand inside a JSON string. */
  json(template: string): string;
  /** The value a dotted path stands for. */
  read(path: string): unknown;
  /** The same for one run and step, however often it is asked. */
  chance(): number;
  message: Heard | null;
  /** What this node kept while it waits. */
  state: Readonly<Record<string, unknown>>;
}

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  timeoutMs: number;
  retries: number;
  /** Header that gets the HMAC of the body. */
  sign?: { header: string; secret: string };
}
export interface HttpAnswer {
  ok: boolean;
  /** 0 when no answer came. */
  status: number;
  body: string;
  /** Why no answer came. */
  error: string | null;
}
/** Why a waiting node goes on. */
export type Signal =
  | { kind: "answer"; message: Heard }
  | { kind: "timeout" }
  | { kind: "response"; answer: HttpAnswer };

/** What only the engine does. */
export type Act =
  | { act: "tag"; on: "contact" | "conversation"; add: string[]; remove: string[] }
  | { act: "field"; name: string; value: unknown }
  | { act: "note"; text: string }
  | { act: "assign"; to: "agent" | "leastBusy" | "nobody"; agentId?: string }
  | { act: "consent"; wants: boolean }
  | { act: "resolve" }
  /** The bot keeps quiet until somebody hands back, or for so many hours. */
  | { act: "pause"; hours: number };

export interface Outcome {
  say?: OutboundContent[];
  set?: Record<string, unknown>;
  acts?: Act[];
  /** Leaves by this output. */
  go?: string;
  /** Stays; `until` null means no limit of its own. */
  wait?: { for: "answer" | "time" | "call"; until: Date | null; state?: Record<string, unknown> };
  jump?: string;
  /** Goes through another flow and comes back to output `next`. */
  enter?: string;
  /** `all`: also the flows that called this one. */
  end?: { label: string; all?: true };
  /** Shown in the debugger. */
  told?: Record<string, unknown>;
}

interface Definition<C> {
  type: string;
  label: string;
  group: "start" | "messages" | "ask" | "logic" | "actions" | "handover";
  /** Name of a lucide icon. */
  icon: string;
  /** One line under the title; `{name}` is filled from the data. */
  summary: string;
  config: z.ZodType<C>;
  outputs: Record<string, string>;
  /** Outputs that may stay open. */
  optional?: readonly string[];
  branches?: { from: string; id: string; label: string };
  waits?: "answer" | "time";
  speaks?: true;
  role?: "start" | "terminal";
  run: (config: C, ctx: NodeContext) => Outcome;
  /** The request to make after `wait: { for: "call" }`; here `{{secret.name}}` is filled too. */
  request?: (config: C, ctx: NodeContext) => HttpCall;
  resume?: (config: C, ctx: NodeContext, signal: Signal) => Outcome;
}

/** A node kind as the engine uses it: data goes in unread. */
export interface NodeKind {
  type: string;
  description: NodeDescription;
  /** Whether the data fits. */
  accepts(data: Record<string, unknown>): boolean;
  run(data: Record<string, unknown>, ctx: NodeContext): Outcome;
  request(data: Record<string, unknown>, ctx: NodeContext): HttpCall;
  resume(data: Record<string, unknown>, ctx: NodeContext, signal: Signal): Outcome;
}
export interface NodeDescription extends Kind {
  label: string;
  group: Definition<unknown>["group"];
  icon: string;
  summary: string;
  /** What a new node of this kind holds. */
  initial: Record<string, unknown>;
}

/** A node kind is one such value; everything else about it is derived. */
export function defineNode<C extends Record<string, unknown>>(definition: Definition<C>): NodeKind {
  const { type, config, request, resume } = definition;
  // Data of a version never changes, so each is read once.
  const known = new WeakMap<object, C | null>();
  const parsed = (data: Record<string, unknown>): C | null => {
    const found = known.get(data);
    if (found !== undefined) return found;
    const value = config.safeParse(data).data ?? null;
    known.set(data, value);
    return value;
  };
  const read = (data: Record<string, unknown>): C => {
    const value = parsed(data);
    if (value === null) throw new Error(`the data of a ${type} node does not fit`);
    return value;
  };
  return {
    type,
    description: describe(definition),
    accepts: (data) => parsed(data) !== null,
    run: (data, ctx) => definition.run(read(data), ctx),
    request: (data, ctx) => {
      if (!request) throw new Error(`a ${type} node makes no request`);
      return request(read(data), ctx);
    },
    resume: (data, ctx, signal) => {
      if (!resume) throw new Error(`a ${type} node does not wait`);
      return resume(read(data), ctx, signal);
    },
  };
}

const Initial = z.object({
  properties: z.record(z.string(), z.looseObject({ default: z.unknown().optional() })).default({}),
});

function describe<C>(definition: Definition<C>): NodeDescription {
  const { type, label, group, icon, summary, optional = [] } = definition;
  const form = z.toJSONSchema(definition.config, { io: "input", unrepresentable: "any" });
  const outputs = Object.entries(definition.outputs).map(([id, title]): Output => ({
    id,
    label: title,
    optional: optional.includes(id),
  }));
  const fields = Object.entries(Initial.parse(form).properties);
  return {
    type,
    label,
    group,
    icon,
    summary,
    form: Form.parse(form),
    outputs,
    branches: definition.branches ?? null,
    waits: definition.waits ?? null,
    speaks: definition.speaks === true,
    role: definition.role ?? "step",
    initial: Object.fromEntries(
      fields.flatMap(([name, field]) =>
        field.default === undefined ? [] : [[name, field.default]],
      ),
    ),
  };
}

/** JSON Schema as the checks and the builder read it; whatever else stands in it passes through. */
const Form: z.ZodType<Kind["form"]> = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  label: z.string().optional(),
  widget: z.string().optional(),
  get properties() {
    return z.record(z.string(), Form).optional();
  },
  required: z.array(z.string()).optional(),
  get items() {
    return Form.optional();
  },
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  get anyOf() {
    return z.array(Form).optional();
  },
  get oneOf() {
    return z.array(Form).optional();
  },
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
