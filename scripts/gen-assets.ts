/** Embeds files in the executable: each compressed once, in a module that names them all. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const root = join(import.meta.dir, "..");
const store = join(root, "src/http/.spa");
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
const COMPRESSIBLE = /\.(html|js|css|json|webmanifest|svg|txt)$/;

/** Where files come from and at which address they are served. */
const SOURCES: { dir: string; at: string; only?: RegExp }[] = [
  { dir: "dist/web", at: "/" },
  {
    dir: "node_modules/swagger-ui-dist",
    at: "/docs/assets/",
    only: /^swagger-ui(-bundle\.js|\.css)$/,
  },
  {
    dir: "node_modules/htmx.org/dist",
    at: "/install/assets/",
    only: /^htmx\.min\.js$|^ext\/hx-sse(\.min)?\.js$/,
  },
  { dir: "installer/assets", at: "/install/assets/" },
  { dir: "src/http/docs", at: "/docs/assets/" },
];

function* filesOf(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name).slice(dir.length + 1);
  }
}

export async function generateAssets(): Promise<void> {
  rmSync(store, { recursive: true, force: true });
  mkdirSync(store, { recursive: true });
  const imports: string[] = [];
  const entries: string[] = [];
  for (const { dir, at, only } of SOURCES) {
    const home = join(root, dir);
    if (!existsSync(home)) continue;
    for (const name of [...filesOf(home)].toSorted()) {
      if ((only && !only.test(name)) || name.startsWith(".vite") || name.endsWith(".map")) continue;
      const raw = readFileSync(join(home, name));
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      };
      const isCompressed = COMPRESSIBLE.test(name) && raw.length > 1000;
      const n = entries.length;
      writeFileSync(
        join(store, `${n}.bin`),
        isCompressed ? brotliCompressSync(raw, { params }) : raw,
      );
      imports.push(`import f${n} from "./.spa/${n}.bin" with { type: "file" };`);
      const asset = {
        br: isCompressed,
        etag: createHash("sha256").update(raw).digest("base64url").slice(0, 16),
        type: TYPES[extname(name)] ?? "application/octet-stream",
        hashed: /^assets\/.*-[\w-]{6,}\.\w+$/.test(name),
      };
      entries.push(
        `  [${JSON.stringify(at + name)}, { file: f${n}, ...${JSON.stringify(asset)} }],`,
      );
    }
  }
  writeFileSync(
    join(root, "src/http/assets.gen.ts"),
    `${imports.join("\n")}\nimport type { Asset } from "./static.ts";\n\nexport const assets = new Map<string, Asset>([\n${entries.join("\n")}\n]);\n`,
  );
  console.log(`${entries.length} files embedded`);
}

if (import.meta.main) await generateAssets();
