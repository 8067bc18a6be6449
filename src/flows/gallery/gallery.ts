import type { FlowData } from "../graph.ts";
import { appointment } from "./appointment.ts";
import { faq } from "./faq.ts";
import { feedback } from "./feedback.ts";
import { leadCapture } from "./lead-capture.ts";
import { orderStatus } from "./order-status.ts";

interface FlowTemplate {
  id: string;
  name: string;
  description: string;
  flowData: FlowData;
}

/** Ready to use, ready to change. */
export const templates: readonly FlowTemplate[] = [
  leadCapture,
  faq,
  appointment,
  orderStatus,
  feedback,
];

export const findTemplate = (id: string): FlowTemplate | undefined =>
  templates.find((template) => template.id === id);
