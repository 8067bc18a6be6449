import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { command, freePort, freshServer, install } from "../test/support/server.ts";
import { percentile, report } from "./lib/figures.ts";

const root = join(import.meta.dir, "..");
const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;

/** Start, memory, sockets and sizes. */
export async function processBench(): Promise<void> {
  const { dataDir } = await install();
  const starts: number[] = [];
  for (let n = 0; n < 5; n++) starts.push(await coldStart(dataDir));
  const floor = Bun.spawnSync([process.execPath, "-e", "0"]);
  report({
    name: "cold start to ready, installed, SQLite",
    value: percentile(starts, 50),
    unit: "ms",
    target: 300,
    floor:
      floor.resourceUsage.cpuTime.total / 1000n > 0n
        ? Number(floor.resourceUsage.cpuTime.total) / 1000
        : 1,
    floorIs: "an empty program's CPU time",
    better: "smaller",
  });
  await socketBench();
  if (existsSync(join(root, "dist/whatscrm"))) {
    const megabytes = statSync(join(root, "dist/whatscrm")).size / 1e6;
    report({ name: "executable", value: megabytes, unit: "MB", target: 135, better: "smaller" });
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

async function socketBench(): Promise<void> {
  const server = await freshServer();
  await Bun.sleep(2000);
  const idle = rssOf(server.process.pid);
  report({ name: "idle memory", value: idle / 1e6, unit: "MB", target: 120, better: "smaller" });
  const count = 10_000;
  const sockets: WebSocket[] = [];
  for (let n = 0; n < count; n += 500) {
    await Promise.all(
      Array.from({ length: 500 }, () =>
        openSocket(server.url, server.token).then((s) => sockets.push(s)),
      ),
    );
  }
  await Bun.sleep(2000);
  const each = (rssOf(server.process.pid) - idle) / count / 1000;
  report({
    name: "10,000 idle sockets, each",
    value: each,
    unit: "kB",
    target: 10,
    better: "smaller",
  });
  for (const socket of sockets) socket.close();
  await server.stop();
}

function openSocket(url: string, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/realtime`);
    socket.onopen = () => socket.send(JSON.stringify({ event: "auth", data: { token } }));
    socket.onmessage = () => resolve(socket);
    socket.onerror = reject;
  });
}
