import type { FlowData } from "../graph.ts";

export interface FlowTemplate {
  id: string;
  name: string;
  description: string;
  flowData: FlowData;
}

export const templates: readonly FlowTemplate[] = [];

export const findTemplate = (id: string): FlowTemplate | undefined =>
  templates.find((template) => template.id === id);
