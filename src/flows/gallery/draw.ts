import { FlowData } from "../graph.ts";
import { Trigger } from "../trigger.ts";

interface Step {
  id: string;
  type: string;
  label?: string;
  /** Column and row on the canvas. */
  at: [number, number];
  data: Record<string, unknown>;
}
interface Drawn {
  triggers: unknown[];
  steps: Step[];
  /** `from/output > to`. */
  links: string[];
  variables?: FlowData["variables"];
}
const [WIDTH, HEIGHT] = [280, 180];

/** A flow as the builder would have drawn it. */
export function draw({ triggers, steps, links, variables = [] }: Drawn): FlowData {
  const start: Step = {
    id: "start",
    type: "start",
    at: [1, 0],
    data: { triggers: triggers.map((one) => Trigger.parse(one)) },
  };
  return FlowData.parse({
    nodes: [start, ...steps].map(({ id, type, label, at: [column, row], data }) => ({
      id,
      type,
      data,
      position: { x: column * WIDTH, y: row * HEIGHT },
      ...(label === undefined ? {} : { label }),
    })),
    edges: links.map((link) => {
      const [from = "", target = ""] = link.split(" > ");
      const [source = "", sourceHandle = "next"] = from.split("/");
      return { id: `${source}/${sourceHandle}`, source, sourceHandle, target };
    }),
    variables,
  });
}

export const text = (said: string) => ({ parts: [{ kind: "text", text: said }] });
export const choice = (body: string, options: Record<string, string>, more: object = {}) => ({
  body,
  buttons: Object.entries(options).map(([id, title]) => ({ id, title })),
  ...more,
});
export const menu = (body: string, button: string, options: Record<string, string>) => ({
  body,
  button,
  rows: Object.entries(options).map(([id, title]) => ({ id, title })),
});
