import { useSignalEffect } from "@preact/signals";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  applyEdgeChanges,
  applyNodeChanges,
  useReactFlow,
} from "reactflow";
import "./canvas.css";
import { t } from "../../i18n/i18n.ts";
import { type Builder, useBuilder } from "../builder/builder.ts";
import { groupColours } from "../builder/kinds.ts";
import type { Place } from "../graph/draft.ts";
import { FlowEdge } from "./flow-edge.tsx";
import {
  type CanvasNode,
  type FlowEdge as Edge,
  canvasEdges,
  canvasNodes,
  insideOf,
} from "./nodes.ts";
import { Frame, RemarkNote } from "./remark.tsx";
import { Step } from "./step.tsx";
import { CanvasTools } from "./tools.tsx";

const nodeTypes = { step: Step, remark: RemarkNote, frame: Frame };
const edgeTypes = { flow: FlowEdge };
const grid: [number, number] = [8, 8];
const FIT = { padding: 0.16, maxZoom: 1, duration: 200 };
export const STEP_MIME = "application/x-whatscrm-step";

export const Canvas = () => (
  <ReactFlowProvider>
    <Surface />
  </ReactFlowProvider>
);

function Surface() {
  const builder = useBuilder();
  const flow = useReactFlow<CanvasNode, Edge>();
  const { nodes, edges, onNodesChange, onEdgesChange } = useShown(builder);
  const frame = useRef<HTMLDivElement>(null);
  useView(builder, flow, frame);

  const onConnect = useCallback(
    ({ source, target, sourceHandle }: Connection) =>
      builder.connect({ source, sourceHandle: sourceHandle ?? "next" }, target),
    [],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid || state.toNode || !state.fromHandle || state.fromHandle.type !== "source")
        return;
      const at = flow.screenToFlowPosition(pointOf(event));
      builder.wanted.value = {
        at: { x: at.x - 118, y: at.y },
        after: { source: state.fromHandle.nodeId, sourceHandle: state.fromHandle.id ?? "next" },
      };
    },
    [],
  );
  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer?.getData(STEP_MIME);
    if (!type) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    builder.add(type, { at: { x: at.x - 118, y: at.y - 24 } });
  };

  return (
    <div
      ref={frame}
      class="flow-canvas relative size-full"
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes(STEP_MIME)) event.preventDefault();
      }}
      onDrop={onDrop}
    >
      <ReactFlow<CanvasNode, Edge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={28}
        nodesDraggable={builder.writes}
        nodesConnectable={builder.writes}
        deleteKeyCode={null}
        multiSelectionKeyCode={["Shift", "Meta", "Control"]}
        selectionMode={SelectionMode.Partial}
        snapToGrid
        snapGrid={grid}
        minZoom={0.1}
        maxZoom={2}
        onlyRenderVisibleElements={nodes.length > 120}
        fitView
        fitViewOptions={FIT}
        ariaLabelConfig={{
          "node.a11yDescription.default": t("flows.a11yNode"),
          "node.a11yDescription.keyboardDisabled": t("flows.a11yNode"),
          "edge.a11yDescription.default": t("flows.a11yEdge"),
          "minimap.ariaLabel": t("flows.minimap"),
          "handle.ariaLabel": t("flows.handle"),
        }}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} />
        <MiniMap<CanvasNode>
          pannable
          zoomable
          className="max-md:hidden!"
          nodeBorderRadius={8}
          nodeColor={(node) => colourOf(builder, node)}
        />
        <CanvasTools />
      </ReactFlow>
    </div>
  );
}

function colourOf(builder: Builder, node: CanvasNode): string {
  if (node.type !== "step") return "var(--color-line)";
  const kind = builder.kindOf(node.data.step.type);
  return kind ? groupColours[kind.group] : "var(--color-bad)";
}

const pointOf = (event: MouseEvent | TouchEvent): Place => {
  const touch = "changedTouches" in event ? event.changedTouches[0] : undefined;
  if (touch) return { x: touch.clientX, y: touch.clientY };
  return "clientX" in event ? { x: event.clientX, y: event.clientY } : { x: 0, y: 0 };
};

/** While something is dragged only the canvas knows; the draft hears of it when it is let go. */
function useShown(builder: Builder) {
  const [nodes, setNodes] = useState<CanvasNode[]>(() =>
    canvasNodes(builder.draft.peek(), [], builder.chosen.peek(), builder.writes),
  );
  const [edges, setEdges] = useState<Edge[]>(() =>
    canvasEdges(builder.draft.peek(), [], builder.chosen.peek()),
  );
  const latest = useRef({ nodes, edges });
  latest.current = { nodes, edges };
  const along = useRef<{ frame: string; ids: ReadonlySet<string> } | null>(null);

  useSignalEffect(() => {
    const draft = builder.draft.value;
    const chosen = builder.chosen.value;
    setNodes((before) => canvasNodes(draft, before, chosen, builder.writes));
    setEdges((before) => canvasEdges(draft, before, chosen));
  });

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const before = latest.current.nodes;
    const now = applyNodeChanges([...changes, ...carried(changes, before, along)], before);
    latest.current.nodes = now;
    setNodes(now);
    const placed = new Map<string, Place>();
    for (const change of changes) {
      if (change.type === "dimensions" && change.dimensions)
        builder.sizes.set(change.id, change.dimensions);
      if (change.type !== "position" || change.dragging) continue;
      placed.set(change.id, placeIn(now, change.id));
      if (along.current?.frame === change.id)
        for (const id of along.current.ids) placed.set(id, placeIn(now, id));
      along.current = null;
    }
    if (placed.size > 0) builder.moved(placed);
    if (changes.some(({ type }) => type === "select")) choose(builder, latest.current);
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<Edge>[]) => {
    const now = applyEdgeChanges(changes, latest.current.edges);
    latest.current.edges = now;
    setEdges(now);
    if (changes.some(({ type }) => type === "select")) choose(builder, latest.current);
  }, []);
  return { nodes, edges, onNodesChange, onEdgesChange };
}

const placeIn = (nodes: readonly CanvasNode[], id: string): Place =>
  nodes.find((node) => node.id === id)?.position ?? { x: 0, y: 0 };

function choose(builder: Builder, { nodes, edges }: { nodes: CanvasNode[]; edges: Edge[] }): void {
  builder.chosen.value = new Set(
    [...nodes, ...edges].filter(({ selected }) => selected).map(({ id }) => id),
  );
}

/** What lies in a dragged frame goes along, unless it is dragged itself. */
function carried(
  changes: readonly NodeChange<CanvasNode>[],
  before: readonly CanvasNode[],
  along: { current: { frame: string; ids: ReadonlySet<string> } | null },
): NodeChange<CanvasNode>[] {
  const moved = new Set(changes.flatMap((one) => (one.type === "position" ? [one.id] : [])));
  return changes.flatMap((change) => {
    if (change.type !== "position" || !change.position) return [];
    const frame = before.find(({ id }) => id === change.id);
    if (frame?.type !== "frame") return [];
    if (along.current?.frame !== frame.id)
      along.current = { frame: frame.id, ids: new Set(insideOf(frame, before)) };
    const by = { x: change.position.x - frame.position.x, y: change.position.y - frame.position.y };
    return [...along.current.ids]
      .filter((id) => !moved.has(id))
      .map((id): NodeChange<CanvasNode> => {
        const { x, y } = placeIn(before, id);
        return { id, type: "position", position: { x: x + by.x, y: y + by.y }, dragging: true };
      });
  });
}

type Flow = ReturnType<typeof useReactFlow<CanvasNode, Edge>>;

function useView(builder: Builder, flow: Flow, frame: { current: HTMLDivElement | null }): void {
  useEffect(() => {
    builder.middle = () => {
      const box = frame.current?.getBoundingClientRect();
      if (!box) return { x: 0, y: 0 };
      return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    };
  }, []);
  useSignalEffect(() => {
    const focus = builder.focus.value;
    if (!focus) return;
    const nodes = focus.ids.map((id) => ({ id }));
    // Once what was just added is drawn and measured.
    requestAnimationFrame(() =>
      requestAnimationFrame(
        () => void flow.fitView({ ...FIT, ...(nodes.length > 0 && { nodes }) }),
      ),
    );
  });
}
