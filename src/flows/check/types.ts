/** What server and browser both know of a flow while it is checked. This folder imports nothing from outside itself. */
export interface GraphNode {
  id: string;
  type: string;
  data: Record<string, unknown>;
}
export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  sourceHandle: string;
}
export interface Graph {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  variables: readonly { name: string }[];
}

export interface Output {
  id: string;
  label: string;
  /** Without a link the flow simply ends here. */
  optional: boolean;
}
/** The part of JSON Schema that node forms use. */
export interface Form {
  type?: string | undefined;
  title?: string | undefined;
  label?: string | undefined;
  widget?: string | undefined;
  properties?: Record<string, Form> | undefined;
  required?: readonly string[] | undefined;
  items?: Form | undefined;
  enum?: readonly unknown[] | undefined;
  const?: unknown;
  anyOf?: readonly Form[] | undefined;
  oneOf?: readonly Form[] | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
}
/** A node kind as the API describes it. */
export interface Kind {
  type: string;
  form: Form;
  outputs: readonly Output[];
  /** One more output for each element of this list of the node's data. */
  branches: { from: string; id: string; label: string } | null;
  /** Stops until the contact answers, or until a time. */
  waits: "answer" | "time" | null;
  /** Free-form content goes out: WhatsApp takes it within 24 hours of the contact's last message. */
  speaks: boolean;
  role: "start" | "step" | "terminal";
}

export interface Problem {
  code: string;
  severity: "error" | "warning";
  nodeId: string | null;
  /** Within the node's data, dotted. */
  path: string | null;
  message: string;
}

/** What lies outside the flow; whatever is left out is not checked. */
export interface Surroundings {
  kinds: readonly Kind[];
  secrets?: readonly string[];
  agentIds?: readonly string[];
  mediaIds?: readonly string[];
  /** Flows that may be called, with those they call themselves. */
  flows?: readonly { id: string; isPublished: boolean; calls: readonly string[] }[];
  /** Of this flow. */
  flowId?: string;
  approvedTemplates?: readonly { name: string; language: string }[];
  isRegex?: (pattern: string) => boolean;
}
