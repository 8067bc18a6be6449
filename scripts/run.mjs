// Runs on Node and npm alone: fetches Bun through npm, installs what is locked, then hands over.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const BUN_VERSION = "1.4.5";
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const tools = join(root, ".tools");
const isWindows = process.platform === "win32";
const npm = isWindows ? "npm.cmd" : "npm";

const tasks = {
  start: { script: null },
  build: { script: "scripts/build.ts" },
  test: { script: "scripts/test.ts" },
  check: { script: "scripts/check.ts" },
  bench: { script: "bench/run.ts", build: true },
  generate: { script: "scripts/gen-migrations.ts" },
  "test:faults": { script: "test/faults/crash.ts", build: true },
  "test:faults:flows": { script: "test/faults/flows.ts", build: true },
};

function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: isWindows,
    ...options,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Bun as an npm package: its binary ships in a platform package, so no install script is needed. */
function findBun() {
  const home = join(tools, "node_modules", "@oven");
  if (!existsSync(home)) return undefined;
  for (const name of readdirSync(home)) {
    const path = join(home, name, "bin", isWindows ? "bun.exe" : "bun");
    if (existsSync(path) && works(path)) return path;
  }
  return undefined;
}

const works = (path) =>
  spawnSync(path, ["--version"], { encoding: "utf8" }).stdout?.trim() === BUN_VERSION;

function bun() {
  const found = findBun();
  if (found) return found;
  console.log(`Fetching Bun ${BUN_VERSION} through npm …`);
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), '{"private":true}');
  run(
    npm,
    ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", `bun@${BUN_VERSION}`],
    {
      cwd: tools,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const fetched = findBun();
  if (!fetched) throw new Error("npm fetched Bun, but none of its builds runs on this machine");
  return fetched;
}

/** Hash of everything that decides whether work has to be done again. */
function fingerprint(...names) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stats = statSync(path);
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        if (!/\.gen\.ts$|^\.spa$|\.test\.tsx?$/.test(name)) visit(join(path, name));
      }
    } else hash.update(path).update(readFileSync(path));
  };
  for (const name of names) if (existsSync(join(root, name))) visit(join(root, name));
  return hash.digest("hex");
}

function isDone(stamp, value) {
  const path = join(tools, stamp);
  return existsSync(path) && readFileSync(path, "utf8") === value;
}
const markDone = (stamp, value) => writeFileSync(join(tools, stamp), value);

function install(bunPath) {
  const wanted = fingerprint("package.json", "bun.lock");
  if (existsSync(join(root, "node_modules")) && isDone("installed", wanted)) return;
  run(bunPath, ["install", "--frozen-lockfile"]);
  markDone("installed", wanted);
}

function build(bunPath) {
  const wanted = fingerprint(
    "src",
    "web",
    "installer",
    "migrations",
    "scripts",
    "package.json",
    "bun.lock",
  );
  if (existsSync(join(root, "dist", "whatscrm")) && isDone("built", wanted)) return;
  run(bunPath, ["scripts/build.ts"]);
  markDone("built", wanted);
}

const [name = "start", ...rest] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  console.error(`There is no task ${name}. Tasks: ${Object.keys(tasks).join(", ")}.`);
  process.exit(2);
}
const bunPath = bun();
install(bunPath);
if (name === "start" || task.build) build(bunPath);

const [command, args] =
  name === "start" ? [join(root, "dist", "whatscrm"), rest] : [bunPath, [task.script, ...rest]];
const child = spawn(command, args, {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${dirname(bunPath)}:${process.env.PATH}` },
});
// The child gets the terminal's signals itself; those sent to this process alone are passed on.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
