import { join } from "node:path";
import preact from "@preact/preset-vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:3000";

/** Whose code the build holds, for the licence check. */
const listModules: Plugin = {
  name: "list-modules",
  apply: "build",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((part) =>
      part.type === "chunk" ? part.moduleIds : part.originalFileNames,
    );
    const source = JSON.stringify([...new Set(modules)], null, 2);
    this.emitFile({ type: "asset", fileName: ".vite/modules.json", source });
  },
};

export default defineConfig({
  // Left alone, Lightning CSS freezes light-dark() at :root and islands of the other theme break.
  plugins: [preact(), tailwindcss({ optimize: false }), listModules],
  resolve: {
    alias: { "zustand/traditional": join(import.meta.dirname, "flows/canvas/store-hook.ts") },
  },
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    outDir: "../dist/web",
    emptyOutDir: true,
    // A data: font or image would be refused by the content security policy.
    assetsInlineLimit: 0,
    manifest: true,
  },
  server: {
    proxy: {
      "/api": { target: server, ws: true },
      "/docs": server,
      "/install": server,
    },
  },
});
