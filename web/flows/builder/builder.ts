import { type ReadonlySignal, type Signal, batch, computed, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { outputsOf } from "../../../src/flows/check/graph.ts";
import type { Problem } from "../../../src/flows/check/types.ts";
import type { ApiReceived } from "../../api.ts";
import { cut, type Clip, paste } from "../graph/clipboard.ts";
import {
  type Data,
  type Draft,
  type DraftEdge,
  type DraftNode,
  type Output,
  type Place,
  addNode,
  connect,
  freshId,
  idsOf,
  insertInto,
  move,
  remove,
  setData,
  setLabel,
} from "../graph/draft.ts";
import { type History, begin, change, redo, undo } from "../graph/history.ts";
import { type Size, align, arrange } from "../graph/layout.ts";
import type { KindInfo, Kinds } from "./kinds.ts";
import { STEP, roomFor } from "../graph/room.ts";

export type FlowInfo = Omit<ApiReceived<"getFlow">, "flowData">;
export type Mode = "build" | "test" | "results";
export interface Lit {
  /** By node: `now` is where the run stands. */
  nodes: ReadonlyMap<string, { state: "done" | "now" | "failed"; ms: number }>;
  /** `source/output`. */
  edges: ReadonlySet<string>;
}
/** Where the next step is asked for: at a place on the canvas, behind an output, inside a link. */
export interface Wanted {
  at?: Place;
  after?: Output;
  into?: DraftEdge;
}
export interface Figures {
  visits: number;
  outputs: Record<string, number>;
  averageMs: number;
  failures: number;
}
export interface Focus {
  ids: readonly string[];
}

const NUDGE = 32;

/** Everything the parts of the builder share: the draft with its history, what is chosen, what is shown. */
export class Builder {
  readonly history: Signal<History<Draft>>;
  readonly draft: ReadonlySignal<Draft>;
  readonly chosen: Signal<ReadonlySet<string>> = signal<ReadonlySet<string>>(new Set());
  readonly problems: Signal<readonly Problem[]> = signal<readonly Problem[]>([]);
  /** What only the server could find in the draft it saved last. */
  readonly server: Signal<readonly Problem[]> = signal<readonly Problem[]>([]);
  readonly problemsOf: ReadonlySignal<ReadonlyMap<string | null, readonly Problem[]>>;
  readonly mode: Signal<Mode> = signal<Mode>("build");
  readonly lit: Signal<Lit | null> = signal<Lit | null>(null);
  readonly wanted: Signal<Wanted | null> = signal<Wanted | null>(null);
  readonly focus: Signal<Focus | null> = signal<Focus | null>(null);
  readonly panel: Signal<"problems" | "search" | "settings" | null> = signal<
    "problems" | "search" | "settings" | null
  >(null);
  /** What happened in a period, by node; set while results are shown. */
  readonly figures: Signal<ReadonlyMap<string, Figures> | null> = signal<ReadonlyMap<
    string,
    Figures
  > | null>(null);
  readonly node: ReadonlySignal<DraftNode | undefined>;
  /** As measured on the canvas. */
  readonly sizes = new Map<string, Size>();
  /** The middle of what is seen; the canvas knows it. */
  middle: () => Place = () => ({ x: 0, y: 0 });
  readonly flow: Signal<FlowInfo>;
  readonly kinds: Kinds;
  readonly writes: boolean;

  constructor(flow: FlowInfo, draft: Draft, kinds: Kinds, writes: boolean) {
    this.flow = signal(flow);
    this.kinds = kinds;
    this.writes = writes;
    this.history = signal(begin(draft));
    this.draft = computed(() => this.history.value.now);
    this.problemsOf = computed(() => Map.groupBy(this.problems.value, ({ nodeId }) => nodeId));
    this.node = computed(() => {
      const [only] = this.chosen.value;
      if (this.chosen.value.size !== 1) return undefined;
      return this.draft.value.nodes.find(({ id }) => id === only);
    });
  }

  readonly kindOf = (type: string): KindInfo | undefined => this.kinds.byType.get(type);
  readonly titleOf = ({ label, type }: DraftNode): string =>
    label ?? this.kindOf(type)?.title ?? type;
  outputsOf(node: DraftNode) {
    const kind = this.kindOf(node.type);
    return kind ? outputsOf(kind, node) : [];
  }

  commit(draft: Draft, kind: string | null = null): void {
    if (this.writes) this.history.value = change(this.history.value, draft, kind);
  }
  undo(): void {
    this.history.value = undo(this.history.value);
    this.forgetGone();
  }
  redo(): void {
    this.history.value = redo(this.history.value);
    this.forgetGone();
  }
  private forgetGone(): void {
    const there = new Set([
      ...idsOf(this.draft.value),
      ...this.draft.value.edges.map(({ id }) => id),
    ]);
    const kept = [...this.chosen.value].filter((id) => there.has(id));
    if (kept.length !== this.chosen.value.size) this.chosen.value = new Set(kept);
  }

  /** A new step of a kind where it was asked for, chosen at once. */
  add(type: string, wanted: Wanted): string | undefined {
    const kind = this.kindOf(type);
    if (!kind || !this.writes) return undefined;
    const draft = this.draft.value;
    const id = freshId(type, idsOf(draft));
    const node: DraftNode = {
      id,
      type,
      position: wanted.at ?? roomFor(wanted, draft, this.sizes, this.middle()),
      data: structuredClone(kind.initial),
    };
    const [exit] = outputsOf(kind, node);
    batch(() => {
      this.commit(
        wanted.into
          ? insertInto(draft, wanted.into, node, exit?.id)
          : addNode(draft, node, wanted.after),
      );
      this.chosen.value = new Set([id]);
    });
    return id;
  }

  /** Behind the chosen step's first open output. */
  nextWanted(): Wanted {
    const node = this.node.value;
    if (!node) return {};
    const outputs = this.outputsOf(node);
    const isOpen = (handle: string): boolean =>
      !this.draft.value.edges.some(
        ({ source, sourceHandle }) => source === node.id && sourceHandle === handle,
      );
    const output = outputs.find(({ id }) => isOpen(id));
    return output ? { after: { source: node.id, sourceHandle: output.id } } : {};
  }

  connect(from: Output, target: string): void {
    const node = this.draft.value.nodes.find(({ id }) => id === target);
    if (!node || this.kindOf(node.type)?.role === "start" || from.source === target) return;
    this.commit(connect(this.draft.value, from, target));
  }
  disconnect({ source, sourceHandle }: Output): void {
    const edge = this.draft.value.edges.find(
      (one) => one.source === source && one.sourceHandle === sourceHandle,
    );
    if (edge) this.commit(remove(this.draft.value, new Set([edge.id])));
  }
  setData(id: string, data: Data, field: string): void {
    this.commit(setData(this.draft.value, id, data, this.kindOf), `${id}.${field}`);
  }
  setLabel(id: string, label: string): void {
    this.commit(setLabel(this.draft.value, id, label), `${id}#label`);
  }
  move(places: ReadonlyMap<string, Place>, kind: string | null): void {
    this.commit(move(this.draft.value, places), kind);
  }
  /** By dragging or by arrow keys; several presses are one step back. */
  moved(places: ReadonlyMap<string, Place>): void {
    this.move(places, `move ${[...places.keys()].join()}`);
  }

  addRemark(kind: "note" | "group"): void {
    const draft = this.draft.value;
    const id = freshId(kind, idsOf(draft));
    const { x, y } = this.middle();
    const [width, height] = kind === "note" ? [220, 120] : [520, 320];
    const position = { x: Math.round(x - width / 2), y: Math.round(y - height / 2) };
    batch(() => {
      this.commit({
        ...draft,
        annotations: [...draft.annotations, { id, kind, position, width, height, text: "" }],
      });
      this.chosen.value = new Set([id]);
    });
  }
  setRemark(id: string, change: Record<string, unknown>, field: string | null): void {
    const draft = this.draft.value;
    const annotations = draft.annotations.map((one) =>
      one["id"] === id ? { ...one, ...change } : one,
    );
    this.commit({ ...draft, annotations }, field && `${id}.${field}`);
  }

  /** The start cannot be removed: without one nothing would ever begin. */
  removeChosen(ids: ReadonlySet<string> = this.chosen.value): void {
    const { nodes } = this.draft.value;
    const starts = nodes.filter(({ type }) => this.kindOf(type)?.role === "start");
    const kept = new Set(starts.length === 1 ? starts.map(({ id }) => id) : []);
    const gone = new Set([...ids].filter((id) => !kept.has(id)));
    if (gone.size === 0 || !this.writes) return;
    batch(() => {
      this.commit(remove(this.draft.value, gone));
      this.chosen.value = new Set();
    });
  }
  copied(): Clip {
    return cut(this.draft.value, this.chosen.value, this.kindOf);
  }
  paste(clip: Clip, by: Place): void {
    if (!this.writes) return;
    const pasted = paste(this.draft.value, clip, by, this.kindOf);
    batch(() => {
      this.commit(pasted.draft);
      this.chosen.value = new Set(pasted.ids);
    });
  }
  duplicate(): void {
    this.paste(this.copied(), { x: NUDGE, y: NUDGE });
  }

  arrange(): void {
    const draft = this.draft.value;
    const byId = new Map(draft.nodes.map((node) => [node.id, node]));
    const places = arrange(
      draft,
      (id) => this.sizes.get(id),
      (id) => {
        const node = byId.get(id);
        return node ? this.outputsOf(node).map((output) => output.id) : [];
      },
    );
    this.move(places, null);
    this.focus.value = { ids: [] };
  }
  align(how: "left" | "centre" | "top"): void {
    const boxes = this.draft.value.nodes
      .filter(({ id }) => this.chosen.value.has(id))
      .map(({ id, position }) => [id, { ...position, ...(this.sizes.get(id) ?? STEP) }] as const);
    if (boxes.length > 1) this.move(align(new Map(boxes), how), null);
  }

  /** Chooses steps and brings them into view. */
  show(...ids: string[]): void {
    batch(() => {
      this.chosen.value = new Set(ids);
      this.focus.value = { ids };
    });
  }
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("outside the builder");
  return builder;
}
