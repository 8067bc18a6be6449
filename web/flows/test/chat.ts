import { isRecord } from "../../lib/record.ts";
import type { ApiReceived, ApiSent } from "../../api.ts";
import type { Lit } from "../builder/builder.ts";
import type { Shown } from "../preview/shown.ts";

export type Result = ApiReceived<"simulateFlow">;
export type Script = NonNullable<ApiSent<"simulateFlow">["body"]["script"]>;
export type Line = NonNullable<Script["lines"]>[number];
export type Step = ApiReceived<"getFlowExecution">["trace"][number];
export type ChatLine = Result["chat"][number];

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

export interface Option {
  id: string;
  title: string;
}

/** What was sent, as a message to draw, with what can be tapped. */
export function drawn(content: Record<string, unknown>): { shown: Shown; options: Option[] } {
  const type = textOf(content["type"]);
  const asked = recordOf(content["interactive"]);
  const rows = listOf(asked["sections"]).flatMap((section) => listOf(section["rows"]));
  const buttons = listOf(asked["buttons"]);
  const isMedia = ["image", "video", "audio", "document", "sticker", "location"].includes(type);
  const shown: Shown = {
    media: isMedia ? type : null,
    header: textOf(recordOf(asked["header"])["text"]),
    body:
      textOf(content["text"]) ||
      textOf(content["caption"]) ||
      textOf(asked["body"]) ||
      (type === "template" ? `[${textOf(content["name"])}]` : ""),
    footer: textOf(asked["footer"]),
    buttons: [],
    opens: "",
    rows: [],
  };
  const options = [...buttons, ...rows].map((one) => ({
    id: textOf(one["id"]),
    title: textOf(one["title"]),
  }));
  return { shown, options };
}

/** The path of a run: steps it went through, links it took, where it stands. */
export function litBy(
  steps: readonly Step[],
  flowId: string,
  now: { nodeId: string | null; isOver: boolean },
): Lit {
  const own = steps.filter((step) => step.flowId === flowId);
  const nodes: Map<string, { state: "done" | "now" | "failed"; ms: number }> = new Map();
  for (const { nodeId, durationMs, error } of own) {
    const before = nodes.get(nodeId)?.ms ?? 0;
    nodes.set(nodeId, { state: error ? "failed" : "done", ms: before + durationMs });
  }
  if (now.nodeId !== null && !now.isOver)
    nodes.set(now.nodeId, { state: "now", ms: nodes.get(now.nodeId)?.ms ?? 0 });
  const edges = own.flatMap(({ nodeId, output }) =>
    output === null ? [] : [`${nodeId}/${output}`],
  );
  return { nodes, edges: new Set(edges) };
}

/** What was said as a test: every answer of the bot becomes an expectation. */
export function recorded(lines: readonly Line[], chat: readonly ChatLine[]): Line[] {
  return lines.flatMap((line, at) => [
    line,
    ...chat
      .filter((one) => one.from === "bot" && one.line === at)
      .flatMap(({ content }): Line[] => {
        const { shown } = drawn(content);
        return shown.body === "" || content["type"] === "template"
          ? []
          : [{ do: "expect", match: "equals", text: shown.body }];
      }),
  ]);
}

/** A value for people: texts as they are, the rest as JSON. */
export const plain = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
