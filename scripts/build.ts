/** Builds `dist/whatscrm`: generated sources, the web application, the executable; then proves licences and sizes. */
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { generateAssets } from "./gen-assets.ts";
import { generateClient } from "./gen-client.ts";
import { generateI18n } from "./gen-i18n.ts";

const root = join(import.meta.dir, "..");
const MAX_BYTES = 135_000_000;

function run(...command: string[]): void {
  const { exitCode } = Bun.spawnSync(command, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (exitCode !== 0) process.exit(exitCode);
}

await generateClient();
await generateI18n();
run(
  process.execPath,
  "--bun",
  "node_modules/.bin/vite",
  "build",
  "-c",
  "web/vite.config.ts",
  "web",
  "--logLevel",
  "warn",
);
run(process.execPath, "scripts/check-bundle.ts");
await generateAssets();

const output = join(root, "dist/whatscrm");
mkdirSync(join(root, "dist"), { recursive: true });
rmSync(output, { force: true });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
run(
  process.execPath,
  "build",
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--sourcemap",
  `--metafile=${join(root, "dist/modules.json")}`,
  `--define=WHATSCRM_VERSION=${JSON.stringify(version)}`,
  "src/main.ts",
  "--outfile",
  output,
);
run(
  process.execPath,
  "scripts/license-check.ts",
  "--check",
  "--bundle",
  "dist/modules.json",
  "dist/web/.vite/modules.json",
);
const { size } = statSync(output);
console.log(`dist/whatscrm: ${(size / 1e6).toFixed(1)} MB`);
if (size > MAX_BYTES) {
  console.error(`The executable is larger than ${MAX_BYTES / 1e6} MB.`);
  process.exit(1);
}
