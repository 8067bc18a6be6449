/** Lists every package that may reach the executable; anything not permissive fails. `--check`: a stale LICENSE-CHECK.md fails too. `--bundle FILE…`: so does a package in these builds that the list lacks. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { survey, unlisted, withTable } from "./licenses.ts";

const root = join(import.meta.dir, "..");
const page = join(root, "LICENSE-CHECK.md");
const isCheck = process.argv.includes("--check");
const bundles = process.argv.includes("--bundle")
  ? process.argv.slice(process.argv.indexOf("--bundle") + 1)
  : [];

/** A list of modules, or the description that `bun build --metafile` writes. */
const Bundle = z.union([
  z.array(z.string()),
  z
    .object({ inputs: z.record(z.string(), z.unknown()) })
    .transform(({ inputs }) => Object.keys(inputs)),
]);

function modulesOf(bundle: string): string[] {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: build first`);
  const modules = Bundle.parse(JSON.parse(readFileSync(bundle, "utf8")));
  if (modules.length === 0) throw new Error(`${bundle} names no module`);
  return modules;
}

const { packages, faults } = survey(root);
faults.push(...unlisted(bundles.flatMap(modulesOf), packages, root));
const text = readFileSync(page, "utf8");
const wanted = withTable(text, packages);
if (wanted !== text && isCheck)
  faults.push("LICENSE-CHECK.md is stale: run `bun scripts/license-check.ts`");
if (wanted !== text && !isCheck) writeFileSync(page, wanted);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`${packages.length} packages, all permissive`);
