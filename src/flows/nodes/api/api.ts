import { z } from "zod";
import { readPath } from "../../check/json-path.ts";
import { defineNode, type NodeContext } from "../../node.ts";

const sealed = (label: string, max: number) =>
  z.string().max(max).meta({ label, widget: "sealed-text" });

export const api = defineNode({
  type: "api",
  label: "API request",
  group: "actions",
  icon: "plug",
  summary: "{method} {url}",
  config: z.object({
    method: z
      .enum(["GET", "POST", "PUT", "PATCH", "DELETE"])
      .default("GET")
      .meta({ label: "Method" }),
    url: z.string().min(1).max(2000).default("").meta({ label: "Address", widget: "sealed-text" }),
    headers: z
      .array(
        z.object({
          name: z.string().min(1).max(100).meta({ label: "Header" }),
          value: sealed("Value", 4000),
        }),
      )
      .max(20)
      .default([])
      .meta({ label: "Headers" }),
    body: z
      .string()
      .max(20_000)
      .default("")
      .meta({ label: "JSON body, with {{variables}} inside strings", widget: "sealed-text" }),
    timeoutSeconds: z.int().min(1).max(30).default(10).meta({ label: "Give up after (seconds)" }),
    retries: z.int().min(0).max(3).default(1).meta({ label: "Try again at most" }),
    mapping: z
      .array(
        z.object({
          path: z
            .string()
            .min(1)
            .max(300)
            .meta({ label: "Path in the answer", widget: "jsonpath" }),
          variable: z.string().min(1).max(64).meta({ label: "Save as", widget: "variable" }),
        }),
      )
      .max(30)
      .default([])
      .meta({ label: "Keep from the answer", widget: "mapping" }),
    statusVariable: z
      .string()
      .max(64)
      .default("")
      .meta({ label: "Save the status as", widget: "variable" }),
  }),
  outputs: { next: "Success", failed: "Failed" },
  optional: ["failed"],
  run: () => ({ wait: { for: "call", until: null } }),
  request: (config, ctx) => ({
    method: config.method,
    url: filledUrl(config.url, ctx),
    headers: Object.fromEntries([
      ["Accept", "application/json"],
      ...(config.body === "" ? [] : [["Content-Type", "application/json"]]),
      ...config.headers.map(({ name, value }) => [name, ctx.text(value)]),
    ]),
    body: config.method === "GET" || config.body === "" ? null : ctx.json(config.body),
    timeoutMs: config.timeoutSeconds * 1000,
    retries: config.retries,
  }),
  resume: (config, _ctx, signal) => {
    if (signal.kind !== "response") return { go: "failed" };
    const { ok, status, body, error } = signal.answer;
    const told = { status, body: body.slice(0, 2000), error };
    const kept = config.statusVariable === "" ? {} : { [config.statusVariable]: status };
    if (!ok) return { set: kept, go: "failed", told };
    const answer = config.mapping.length === 0 ? {} : parse(body);
    if (answer === undefined)
      return { set: kept, go: "failed", told: { ...told, error: "NOT_JSON" } };
    const mapped = config.mapping.map(({ path, variable }) => [
      variable,
      readPath(answer, path) ?? null,
    ]);
    return { set: { ...kept, ...Object.fromEntries(mapped) }, go: "next", told };
  },
});

/** Values are escaped, so that none can change where the request goes; an address that is all variable stays as it is. */
function filledUrl(url: string, ctx: NodeContext): string {
  const isWhole = /^\s*\{\{[^{}]*\}\}\s*$/.test(url);
  if (isWhole) return ctx.text(url).trim();
  return url.replaceAll(/\{\{[^{}]*\}\}/g, (one) => encodeURIComponent(ctx.text(one))).trim();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
