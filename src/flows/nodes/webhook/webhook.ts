import { z } from "zod";
import { defineNode } from "../../node.ts";

export const webhook = defineNode({
  type: "webhook",
  label: "Webhook",
  group: "actions",
  icon: "webhook",
  summary: "{event}",
  config: z.object({
    url: z.string().min(1).max(2000).default("").meta({ label: "Address", widget: "sealed-text" }),
    event: z.string().min(1).max(100).default("flow.event").meta({ label: "Name of the event" }),
    variables: z
      .array(z.string().min(1).max(120).meta({ label: "Value", widget: "reference" }))
      .max(50)
      .default(["contact.id", "contact.name", "contact.phone"])
      .meta({ label: "Send along" }),
    secret: z
      .string()
      .max(200)
      .default("")
      .meta({ label: "Sign with, such as {{secret.hook}}", widget: "sealed-text" }),
  }),
  outputs: { next: "Sent", failed: "Failed" },
  optional: ["failed"],
  run: () => ({ wait: { for: "call", until: null } }),
  request: ({ url, event, variables, secret }, ctx) => {
    const data = Object.fromEntries(variables.map((name) => [name, ctx.read(name) ?? null]));
    const key = ctx.text(secret);
    return {
      method: "POST",
      url: ctx.text(url).trim(),
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ event, at: ctx.now.toISOString(), data }),
      timeoutMs: 10_000,
      retries: 3,
      ...(key === "" ? {} : { sign: { header: "X-Signature-256", secret: key } }),
    };
  },
  resume: (_config, _ctx, signal) => {
    if (signal.kind !== "response") return { go: "failed" };
    const { ok, status, error } = signal.answer;
    return { go: ok ? "next" : "failed", told: { status, error } };
  },
});
