/** The same work with nothing of the product: a bare Hono handler, one bare insert a request. Run as its own process. */
import { Database } from "bun:sqlite";
import { Hono } from "hono";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const database = new Database(join(mkdtempSync(join(tmpdir(), "whatscrm-floor-")), "floor.sqlite"));
database.run("pragma journal_mode = wal");
database.run("pragma synchronous = full");
database.run("create table deliveries (id integer primary key, body blob not null)");
const insert = database.prepare("insert into deliveries (body) values (?)");

const app = new Hono();
app.post("/insert", async (c) => {
  insert.run(new Uint8Array(await c.req.arrayBuffer()));
  return c.text("ok");
});
app.post("/plain", async (c) => {
  await c.req.arrayBuffer();
  return c.text("ok");
});

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, self) =>
    request.headers.has("Upgrade") && self.upgrade(request) ? undefined : app.fetch(request),
  websocket: { message: (socket, text) => void socket.send(text) },
});
console.log(server.port);
