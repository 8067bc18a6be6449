import { outputsOf } from "../../../src/flows/check/graph.ts";
import { isRecord } from "../../lib/record.ts";
import type { KindInfo } from "../builder/kinds.ts";

/** One message as the contact will see it. */
export interface Shown {
  media: string | null;
  header: string;
  body: string;
  footer: string;
  buttons: string[];
  /** A list opens from this button. */
  opens: string;
  rows: { title: string; description: string }[];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const BODIES = ["body", "question", "text", "caption"];

/** Read from the shape of the data: a kind that speaks needs no drawing of its own. */
export function shownOf(kind: KindInfo, data: Record<string, unknown>): Shown[] {
  if (!kind.speaks) return [];
  const parts = Object.values(data).find(
    (value): value is unknown[] =>
      Array.isArray(value) && value.some((one) => isRecord(one) && "kind" in one),
  );
  if (parts) return parts.filter(isRecord).map(partOf);
  const one = partOf(data);
  const { branches } = kind;
  const list = branches ? data[branches.from] : undefined;
  const rows = (Array.isArray(list) ? list.filter(isRecord) : []).map((row) => ({
    title: textOf(row[branches?.label ?? "title"]),
    description: textOf(row["description"]),
  }));
  const opens = textOf(data["button"]);
  const isEmpty = one.body === "" && one.header === "" && rows.length === 0;
  if (isEmpty || (rows.length > 0 && outputsOf(kind, { data }).length === 0)) return [];
  return [
    opens === "" ? { ...one, buttons: rows.map(({ title }) => title) } : { ...one, opens, rows },
  ];
}

function partOf(data: Record<string, unknown>): Shown {
  const kind = textOf(data["kind"]);
  return {
    media: kind === "" || kind === "text" ? null : kind,
    header: textOf(data["header"]),
    body: textOf(data[BODIES.find((name) => textOf(data[name]) !== "") ?? ""]),
    footer: textOf(data["footer"]),
    buttons: [],
    opens: "",
    rows: [],
  };
}
