import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { command, freePort, install } from "../test/support/server.ts";
import { percentile, report } from "./lib/figures.ts";
import { startFloor } from "./lib/floor-process.ts";
import { benchServer } from "./lib/server.ts";

const root = join(import.meta.dir, "..");
const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;

/** Start, memory, sockets and sizes. */
export async function processBench(): Promise<void> {
  const { dataDir } = await install();
  const starts: number[] = [];
  const floors: number[] = [];
  for (let n = 0; n < 7; n++) {
    starts.push(await coldStart(dataDir));
    floors.push(await floorStart());
  }
  report({
    name: "cold start to ready, installed, SQLite",
    value: percentile(starts, 50),
    unit: "ms",
    target: 300,
    floor: percentile(floors, 50),
    floorIs: "Hono and an empty SQLite file",
    better: "smaller",
  });
  await socketBench();
  if (existsSync(join(root, "dist/whatscrm"))) {
    const megabytes = statSync(join(root, "dist/whatscrm")).size / 1e6;
    report({
      name: "executable",
      value: megabytes,
      unit: "MB",
      target: 135,
      floor: statSync(process.execPath).size / 1e6,
      floorIs: "Bun",
      better: "smaller",
    });
  }
  const assets = join(root, "dist/web/assets");
  if (existsSync(assets)) {
    const total = readdirSync(assets)
      .filter((name) => name.endsWith(".js"))
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
    report({
      name: "all JavaScript of the application, gzip",
      value: total / 1000,
      unit: "kB",
      better: "smaller",
    });
  }
}

async function floorStart(): Promise<number> {
  const startedAt = performance.now();
  const floor = await startFloor();
  await floor.post("/plain", "");
  const took = performance.now() - startedAt;
  floor.stop();
  return took;
}

async function coldStart(dataDir: string): Promise<number> {
  const port = await freePort();
  const env = {
    PATH: process.env["PATH"] ?? "",
    WHATSCRM_DATA: dataDir,
    PORT: String(port),
    HOST: "127.0.0.1",
    LOG_LEVEL: "error",
  };
  const startedAt = performance.now();
  const child = Bun.spawn([...command(), "serve"], { env, stdout: "ignore", stderr: "ignore" });
  while (
    !(await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (r) => r.ok,
      () => false,
    ))
  )
    await Bun.sleep(2);
  const took = performance.now() - startedAt;
  child.kill();
  await child.exited;
  return took;
}

const SOCKETS = 10_000;

async function socketBench(): Promise<void> {
  const server = await benchServer();
  const floor = await startFloor();
  await Bun.sleep(2000);
  const idle = rssOf(server.process.pid);
  const bareIdle = rssOf(floor.pid);
  report({
    name: "idle memory",
    value: idle / 1e6,
    unit: "MB",
    target: 120,
    floor: bareIdle / 1e6,
    floorIs: "Hono and an empty SQLite file",
    better: "smaller",
  });
  const auth = JSON.stringify({ event: "auth", data: { token: server.token } });
  const each = await weigh(server.process.pid, idle, `${server.url}/api/v1/realtime`, auth);
  const bareEach = await weigh(floor.pid, bareIdle, floor.url, "hello");
  report({
    name: "10,000 idle sockets, each",
    value: each,
    unit: "kB",
    target: 10,
    floor: bareEach,
    floorIs: "Bun's own sockets",
    better: "smaller",
  });
  floor.stop();
  await server.stop();
}

/** What each socket adds, in kB. */
async function weigh(pid: number, idle: number, url: string, hello: string): Promise<number> {
  const sockets: WebSocket[] = [];
  for (let n = 0; n < SOCKETS; n += 500)
    sockets.push(...(await Promise.all(Array.from({ length: 500 }, () => openSocket(url, hello)))));
  await Bun.sleep(2000);
  const each = (rssOf(pid) - idle) / SOCKETS / 1000;
  for (const socket of sockets) socket.close();
  await Bun.sleep(1000);
  return each;
}

function openSocket(url: string, hello: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onopen = () => socket.send(hello);
    socket.onmessage = () => resolve(socket);
    socket.onerror = reject;
  });
}
