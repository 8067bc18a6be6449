import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];

export const inboundMessages = new Counter({
  name: "whatscrm_inbound_messages_total",
  help: "Messages from WhatsApp that were stored.",
  registers,
});
export const outboundMessages = new Counter({
  name: "whatscrm_outbound_messages_total",
  help: "Sends that ended, by how.",
  labelNames: ["outcome"] as const,
  registers,
});
for (const outcome of ["sent", "failed", "unknown"]) outboundMessages.inc({ outcome }, 0);

export const pendingDeliveries = new Gauge({
  name: "whatscrm_deliveries_pending",
  help: "Deliveries from WhatsApp that wait to be understood.",
  registers,
});
export const jobsByState = new Gauge({
  name: "whatscrm_jobs",
  help: "Background jobs, by kind and state.",
  labelNames: ["kind", "state"] as const,
  registers,
});
export const diskFree = new Gauge({
  name: "whatscrm_disk_free_bytes",
  help: "Room where the data directory is.",
  registers,
});
export const httpRequests = new Counter({
  name: "whatscrm_http_requests_total",
  help: "Answers, by route and status.",
  labelNames: ["method", "route", "status"] as const,
  registers,
});
export const httpSeconds = new Histogram({
  name: "whatscrm_http_request_duration_seconds",
  help: "Time to an answer, by route.",
  labelNames: ["method", "route"] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
});
