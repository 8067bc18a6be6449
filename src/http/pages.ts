import type { Feature } from "../app.ts";
import { VERSION } from "../version.ts";
import { openapi } from "./openapi.ts";
import { serveAsset, serveStatic } from "./static.ts";

/** The documentation draws its icons from data addresses and sets styles by script. */
const DOCS_CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The API described, its documentation, and last the web application, which takes every other path. */
export function pagesFeature(features: readonly Feature[]): Feature {
  const contracts = features.flatMap(({ api }) => (api ?? []).map(({ contract }) => contract));
  let described: string | undefined;
  return {
    extra: (app) => {
      app.get("/api/v1/openapi.json", (c) => {
        described ??= JSON.stringify(openapi(contracts, VERSION));
        return c.body(described, 200, { "Content-Type": "application/json" });
      });
      app.get("/docs/api", async (c) => {
        const page = await serveAsset(c, "/docs/assets/docs.html");
        page?.headers.set("Content-Security-Policy", DOCS_CSP);
        return page ?? c.text("The documentation is not built yet: run `npm run build`.", 503);
      });
    },
    last: serveStatic,
  };
}
