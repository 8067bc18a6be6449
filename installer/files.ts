import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import sse from "htmx.org/dist/ext/hx-sse.min.js" with { type: "text" };
import type { Context, Hono } from "hono";
import css from "./wizard.css" with { type: "text" };

const FILES: Record<string, { type: string; text: string }> = {
  "/install/wizard.css": { type: "text/css; charset=utf-8", text: css },
  // One script: htmx looks at the page in a timer, which may fire before a second script has run.
  "/install/wizard.js": { type: "text/javascript; charset=utf-8", text: `${htmx};\n${sse}` },
};

export function serveFiles(app: Hono): void {
  for (const [path, { type, text }] of Object.entries(FILES))
    app.get(path, (c: Context) => c.body(text, 200, { "Content-Type": type }));
}
