import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Hono } from "hono";
import { z } from "zod";
import { generateAssets } from "../../scripts/gen-assets.ts";
import { authenticate } from "../accounts/authenticate.ts";
import { createApp } from "../app.ts";
import { features } from "../features.ts";
import { pagesFeature } from "./pages.ts";

let app: Hono;
beforeAll(() => {
  app = createApp([...features, pagesFeature(features)], authenticate);
});

const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  security: z.array(z.unknown()).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
});
const described = async () => {
  const response = await app.request("/api/v1/openapi.json");
  const json: unknown = await response.json();
  return { text: JSON.stringify(json), document: Document.parse(json) };
};

describe("openapi.json", () => {
  test("describes every route the server has", async () => {
    const { document } = await described();

    const known = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = app.routes
      .filter(({ method, path }) => method !== "ALL" && /^\/(api\/v1|hooks)\//.test(path))
      .map(
        ({ method, path }) => `${method} ${path.replace("/api/v1", "").replace(/:(\w+)/g, "{$1}")}`,
      );
    expect(document.openapi).toBe("3.1.0");
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.filter((route) => !known.includes(route))).toEqual(["GET /openapi.json"]);
  });

  test("names each operation once and every parameter of its path", async () => {
    const { document } = await described();
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );

    const ids = operations.map(({ operationId }) => operationId);
    const wrong = operations.filter(({ path, parameters }) => {
      const wanted = [...path.matchAll(/{(\w+)}/g)].map(([, name = ""]) => name);
      const given = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      return wanted.length !== given.length || !wanted.every((name) => given.includes(name));
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(wrong).toEqual([]);
  });

  test("refers to nothing that is not there, and keeps the error shape", async () => {
    const { text, document } = await described();

    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = ""]) => target);
    const missing = references.filter((target) => {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(target)?.[1];
      return name === undefined || !(name in document.components.schemas);
    });
    expect(new Set(missing)).toEqual(new Set());
    expect(document.components.schemas).toHaveProperty("Error");
  });

  test("opens what needs no sign-in and closes the rest", async () => {
    const { document } = await described();

    expect(document.paths["/auth/login"]?.["post"]?.security).toEqual([]);
    expect(document.paths["/contacts"]?.["get"]?.security).toBeUndefined();
    expect(document.components.securitySchemes).toHaveProperty("bearer");
  });
});

describe("embedded files", () => {
  beforeAll(async () => {
    if (!existsSync(join(import.meta.dir, "assets.gen.ts"))) await generateAssets();
  }, 120_000);
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers });

  test("come compressed as the browser can take them, alike in content", async () => {
    const path = "/docs/assets/swagger-ui.css";
    const plain = await get(path);
    const br = await get(path, { "Accept-Encoding": "gzip, br" });
    const gzip = await get(path, { "Accept-Encoding": "gzip" });

    const text = await plain.text();
    expect([plain, br, gzip].map(({ headers }) => headers.get("Content-Encoding"))).toEqual([
      null,
      "br",
      "gzip",
    ]);
    expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe(text);
    expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(text);
    expect(plain.headers.get("Vary")).toBe("Accept-Encoding");
    expect(plain.headers.get("Content-Type")).toStartWith("text/css");
  });

  test("are not sent twice to who holds them", async () => {
    const path = "/docs/assets/swagger-ui.css";
    const first = await get(path, { "Accept-Encoding": "br" });

    const again = await get(path, {
      "Accept-Encoding": "br",
      "If-None-Match": first.headers.get("ETag") ?? "",
    });
    const other = await get(path, { "If-None-Match": first.headers.get("ETag") ?? "" });

    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(other.status).toBe(200);
  });

  test("that do not exist answer 404, not the application", async () => {
    expect((await get("/assets/gone-12345678.js")).status).toBe(404);
    expect((await get("/api/v1/no-such-thing")).status).toBe(404);
    expect((await get("/hooks/no-such-thing")).status).toBe(404);
  });

  test("nothing outside what was embedded can be reached", async () => {
    for (const path of [
      "/../package.json",
      "/%2e%2e/package.json",
      "/docs/assets/..%2f..%2fpackage.json",
      "/.env",
    ])
      expect((await get(path)).status).not.toBe(200);
  });

  test("the documentation needs no other machine and no inline script", async () => {
    const page = await get("/docs/api");

    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'self'");
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<script>/);
    // The icon is the web application's, which is not built here.
    for (const [, path = ""] of html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
      expect((await get(path)).status).toBe(200);
  });
});
