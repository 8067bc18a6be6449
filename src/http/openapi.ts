import { z } from "zod";
import type { Route } from "../lib/contract.ts";
import { BY_HAND } from "./openapi-by-hand.ts";

type Bag = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Bag => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

const ERROR = {
  type: "object",
  required: ["success", "error"],
  properties: {
    success: { const: false },
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" }, details: {} },
    },
  },
};

function parametersOf(schema: z.ZodType | undefined, where: "path" | "query"): Bag[] {
  if (!schema) return [];
  const { properties, required } = z
    .object({
      properties: z.record(z.string(), z.unknown()).default({}),
      required: z.array(z.string()).default([]),
    })
    .parse(schemaOf(schema, "input"));
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: one,
  }));
}

const KEYSET = {
  type: "object",
  properties: { limit: { type: "integer" }, nextCursor: { type: ["string", "null"] } },
};
const NUMBERED = {
  type: "object",
  properties: {
    page: { type: "integer" },
    limit: { type: "integer" },
    total: { type: "integer" },
    totalPages: { type: "integer" },
  },
};

function envelope(route: Route): Bag {
  const out = schemaOf(route.out, "output");
  const data = route.list ? { type: "array", items: out } : out;
  const pagination = route.list ? { pagination: route.list === "keyset" ? KEYSET : NUMBERED } : {};
  return {
    type: "object",
    required: ["success", "data"],
    properties: { success: { const: true }, data, ...pagination },
  };
}

function operation(id: string, route: Route): Bag {
  const parameters = [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")];
  if (route.idempotent) {
    parameters.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      schema: { type: "string", maxLength: 200 },
    });
  }
  const json = (schema: Bag): Bag => ({ content: { "application/json": { schema } } });
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.path.split("/")[1]],
    ...(route.auth === "none" ? { security: [] } : {}),
    parameters,
    ...(route.body
      ? { requestBody: { required: true, ...json(schemaOf(route.body, "input")) } }
      : {}),
    responses: {
      [String(route.status ?? 200)]: { description: "Success", ...json(envelope(route)) },
      429: {
        description: "Too many requests",
        headers: {
          "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } },
        },
        ...json({ $ref: "#/components/schemas/Error" }),
      },
      default: { description: "Refused", ...json({ $ref: "#/components/schemas/Error" }) },
    },
  };
}

/** OpenAPI 3.1, from the very schemas that validate. */
export function openapi(contracts: Record<string, Route>[], version: string): Bag {
  const paths: Record<string, Bag> = structuredClone(BY_HAND);
  for (const contract of contracts) {
    for (const [id, route] of Object.entries(contract)) {
      const path = route.path.replace(/:(\w+)/g, "{$1}");
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(id, route) };
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "WhatsCRM API", version },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An access token, or an API key that begins with wc_",
        },
      },
      schemas: { Error: ERROR },
    },
  };
}
