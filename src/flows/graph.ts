import { z } from "zod";

const NodeId = z.string().min(1).max(64);
const Place = z.object({ x: z.number().catch(0), y: z.number().catch(0) });

/** A flow as the builder draws it. Loose on purpose: a draft may be unfinished, the problem list says what is missing. */
export const FlowData = z.object({
  nodes: z
    .array(
      z.object({
        id: NodeId,
        type: z.string().min(1).max(40),
        position: Place,
        data: z.record(z.string(), z.unknown()).default({}),
        label: z.string().max(120).optional(),
      }),
    )
    .max(500),
  edges: z
    .array(
      z.object({
        id: z.string().min(1).max(200),
        source: NodeId,
        target: NodeId,
        sourceHandle: z
          .string()
          .max(200)
          .nullish()
          .transform((handle) => handle || "next"),
      }),
    )
    .max(2000),
  variables: z
    .array(
      z.object({
        name: z.string().min(1).max(64),
        type: z.enum(["text", "number", "boolean", "date", "list", "object"]).default("text"),
        initial: z.unknown().optional(),
      }),
    )
    .max(200)
    .default([]),
  /** Notes and groups on the canvas; the engine does not read them. */
  annotations: z.array(z.record(z.string(), z.unknown())).max(200).default([]),
  settings: z
    .object({
      /** Of silence, after which a run ends. */
      expireAfterMinutes: z
        .int()
        .min(1)
        .max(30 * 24 * 60)
        .default(24 * 60),
    })
    .default({ expireAfterMinutes: 24 * 60 }),
});
export type FlowData = z.infer<typeof FlowData>;

export const emptyFlow = (): FlowData => ({
  nodes: [{ id: "start", type: "start", position: { x: 0, y: 0 }, data: { triggers: [] } }],
  edges: [],
  variables: [],
  annotations: [],
  settings: { expireAfterMinutes: 24 * 60 },
});
