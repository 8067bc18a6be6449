import { brotliDecompressSync, gzipSync } from "node:zlib";
import type { Context, Hono } from "hono";

export interface Asset {
  file: string;
  /** Stored compressed with brotli. */
  br: boolean;
  etag: string;
  type: string;
  /** The name changes with the content, so it may be kept for ever. */
  hashed: boolean;
}
type Encoding = "br" | "gzip" | "identity";

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

let assets: Map<string, Asset> | undefined;
const variants = new Map<string, Uint8Array<ArrayBuffer>>();

/** Embedded by the build; a checkout that was never built has none. */
async function loadAssets(): Promise<Map<string, Asset>> {
  assets ??= await import("./assets.gen.ts").then(
    (module) => module.assets,
    () => new Map<string, Asset>(),
  );
  return assets;
}

/** Files of the web application; every other path below `/` is a page of it. */
export function serveStatic(app: Hono): void {
  app.get("*", async (c, next) => {
    const { path } = c.req;
    if (path.startsWith("/api/") || path.startsWith("/hooks/")) return next();
    const known = await loadAssets();
    const isFile = /\.\w{2,11}$/.test(path);
    const asset = known.get(path) ?? (isFile ? undefined : known.get("/index.html"));
    if (asset) return answer(c, asset);
    if (isFile) return next();
    return c.text("The web application is not built yet: run `npm run build`.", 503);
  });
}

/** One embedded file by its address. */
export async function serveAsset(c: Context, address: string): Promise<Response | undefined> {
  const asset = (await loadAssets()).get(address);
  return asset && answer(c, asset);
}

async function answer(c: Context, asset: Asset): Promise<Response> {
  const accepts = c.req.header("Accept-Encoding") ?? "";
  const encoding: Encoding = !asset.br
    ? "identity"
    : /\bbr\b/.test(accepts)
      ? "br"
      : /\bgzip\b/.test(accepts)
        ? "gzip"
        : "identity";
  const etag = `"${asset.etag}${encoding === "identity" ? "" : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    ETag: etag,
    Vary: "Accept-Encoding",
    "Content-Type": asset.type,
    "Cache-Control": asset.hashed ? "public, max-age=31536000, immutable" : "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
  };
  if (asset.type.startsWith("text/html")) headers["Content-Security-Policy"] = CSP;
  const held = (c.req.header("If-None-Match") ?? "")
    .split(/,\s*/)
    .map((tag) => tag.replace(/^W\//, ""));
  if (held.includes(etag)) return c.body(null, 304, headers);
  if (encoding !== "identity") headers["Content-Encoding"] = encoding;
  return c.body(await variant(asset, encoding), 200, headers);
}

async function variant(asset: Asset, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const key = `${asset.etag}/${encoding}`;
  const known = variants.get(key);
  if (known) return known;
  const stored = await Bun.file(asset.file).bytes();
  const plain =
    asset.br && encoding !== "br" ? new Uint8Array(brotliDecompressSync(stored)) : stored;
  const made = encoding === "gzip" ? new Uint8Array(gzipSync(plain)) : plain;
  variants.set(key, made);
  return made;
}
