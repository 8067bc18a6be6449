import {
  BookOpen,
  Bot,
  CornerDownRight,
  Flag,
  GitBranch,
  Headset,
  Hourglass,
  LayoutTemplate,
  List,
  ListChecks,
  MessageSquareText,
  Percent,
  Plug,
  ShieldCheck,
  Sparkles,
  Split,
  SquarePen,
  Star,
  StickyNote,
  Table,
  Tag,
  TextCursorInput,
  UserPlus,
  Variable,
  Webhook,
  Workflow,
  Zap,
} from "lucide-preact";
import type { Kind } from "../../../src/flows/check/types.ts";
import type { ApiReceived } from "../../api.ts";
import type { Icon } from "../../ui/icon-button.tsx";
import { type FieldForm, readForm } from "../graph/form.ts";
import { said } from "../graph/words.ts";

type Described = ApiReceived<"listNodeKinds">["kinds"][number];
export type Group = Described["group"];

/** A node kind, ready to be drawn. */
export interface KindInfo extends Kind {
  form: FieldForm;
  title: string;
  group: Group;
  icon: Icon;
  summary: string;
  initial: Record<string, unknown>;
}
export interface Kinds {
  list: readonly KindInfo[];
  byType: ReadonlyMap<string, KindInfo>;
}

const icons: Record<string, Icon> = {
  "book-open": BookOpen,
  bot: Bot,
  "corner-down-right": CornerDownRight,
  flag: Flag,
  "git-branch": GitBranch,
  headset: Headset,
  hourglass: Hourglass,
  "layout-template": LayoutTemplate,
  list: List,
  "list-checks": ListChecks,
  "message-square": MessageSquareText,
  percent: Percent,
  plug: Plug,
  "shield-check": ShieldCheck,
  sparkles: Sparkles,
  split: Split,
  "square-pen": SquarePen,
  star: Star,
  "sticky-note": StickyNote,
  table: Table,
  tag: Tag,
  "text-cursor-input": TextCursorInput,
  "user-plus": UserPlus,
  variable: Variable,
  webhook: Webhook,
  workflow: Workflow,
  zap: Zap,
};

export function readKinds(described: readonly Described[]): Kinds {
  const list = described.map((one): KindInfo => ({
    ...one,
    form: readForm(one.form),
    title: said(one.label),
    icon: icons[one.icon] ?? Workflow,
    outputs: one.outputs.map((output) => ({ ...output, label: said(output.label) })),
  }));
  return { list, byType: new Map(list.map((kind) => [kind.type, kind])) };
}

/** The tile behind a kind's icon, and its colour on the small map. */
export const groupTints: Record<Group, string> = {
  start: "bg-info-soft text-info-ink",
  messages: "bg-brand-soft text-brand-ink",
  ask: "bg-warn-soft text-warn-ink",
  logic: "bg-info-soft text-info-ink",
  actions: "bg-ok-soft text-ok-ink",
  handover: "bg-bad-soft text-bad-ink",
};
export const groupColours: Record<Group, string> = {
  start: "var(--color-success-500)",
  messages: "var(--color-primary-500)",
  ask: "var(--color-accent-500)",
  logic: "var(--color-secondary-500)",
  actions: "var(--color-success-500)",
  handover: "var(--color-danger-500)",
};
export const groups: readonly Group[] = [
  "start",
  "messages",
  "ask",
  "logic",
  "actions",
  "handover",
];
