/** Everything that must hold before a commit lands: format, lint, types, dead code, licences, then all tests. `--static` leaves the tests out. */
import { join } from "node:path";
import { generateAssets } from "./gen-assets.ts";
import { generateClient } from "./gen-client.ts";
import { generateI18n } from "./gen-i18n.ts";

const root = join(import.meta.dir, "..");
const bin = (name: string): string => join(root, "node_modules/.bin", name);

await generateClient();
await generateI18n();
await generateAssets();

const steps: [name: string, command: string[]][] = [
  ["format", [bin("oxfmt"), "--check"]],
  ["lint", [bin("oxlint"), "--type-aware"]],
  ["types of the server", [bin("tsc"), "-p", "tsconfig.json"]],
  ["types of the web application", [bin("tsc"), "-p", "web/tsconfig.json"]],
  ["dead code", [bin("knip"), "--no-progress"]],
  ["licences", [process.execPath, "scripts/license-check.ts", "--check"]],
];
const failed: string[] = [];
for (const [name, command] of steps) {
  const { exitCode } = Bun.spawnSync(command, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  console.log(`${exitCode === 0 ? "ok" : "FAILED"}  ${name}`);
  if (exitCode !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Not in order: ${failed.join(", ")}`);
  process.exit(1);
}
if (!process.argv.includes("--static")) {
  const { exitCode } = Bun.spawnSync([process.execPath, "scripts/test.ts"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exit(exitCode);
}
