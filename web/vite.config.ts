import preact from "@preact/preset-vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:3000";

export default defineConfig({
  // Left alone, Lightning CSS freezes light-dark() at :root and islands of the other theme break.
  plugins: [preact(), tailwindcss({ optimize: false })],
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
