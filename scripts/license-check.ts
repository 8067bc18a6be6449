/** Lists every package that may reach the executable, with its licence; anything not permissive fails. `--check` also fails when the list in LICENSE-CHECK.md is stale. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const root = join(import.meta.dir, "..");
const page = join(root, "LICENSE-CHECK.md");
const BEGIN = "<!-- generated -->";
const END = "<!-- /generated -->";
const PERMISSIVE = new Set(
  "MIT ISC BSD-0-Clause BSD-2-Clause BSD-3-Clause Apache-2.0 0BSD MIT-0 Unlicense CC0-1.0 BlueOak-1.0.0 Zlib OFL-1.1".split(
    " ",
  ),
);

const Manifest = z.object({
  name: z.string(),
  version: z.string().default(""),
  license: z.unknown(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

interface Package {
  name: string;
  version: string;
  license: string;
}

/** As a resolver would: beside the package that asks, then upwards. */
function locate(name: string, from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const path = join(dir, "node_modules", name, "package.json");
    if (existsSync(path)) return path;
    if (dir === root || dir === dirname(dir)) return undefined;
  }
}

const textOf = (license: unknown): string =>
  typeof license === "string"
    ? license
    : (z.object({ type: z.string() }).safeParse(license).data?.type ?? "none stated");

function collect(
  dependencies: Record<string, string>,
  from: string,
  found: Map<string, Package>,
): void {
  for (const name of Object.keys(dependencies)) {
    const path = locate(name, from);
    if (path === undefined || found.has(path)) continue;
    const manifest = Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
    found.set(path, {
      name: manifest.name,
      version: manifest.version,
      license: textOf(manifest.license),
    });
    collect({ ...manifest.dependencies, ...manifest.optionalDependencies }, dirname(path), found);
  }
}

/** `A OR B` is fine with one of them, `A AND B` needs both. */
const isPermissive = (license: string): boolean =>
  license
    .replaceAll(/[()]/g, "")
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((one) => PERMISSIVE.has(one.trim())));

const found = new Map<string, Package>();
collect(
  Manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).dependencies,
  root,
  found,
);
const packages = [
  ...new Map([...found.values()].map((one) => [`${one.name} ${one.version}`, one])).values(),
].toSorted(
  (a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"),
);
const refused = packages.filter(({ license }) => !isPermissive(license));
for (const { name, version, license } of refused)
  console.error(`${name} ${version}: ${license} may not reach the executable`);

const table = [
  "| package | version | licence |",
  "| --- | --- | --- |",
  ...packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`),
];
const text = readFileSync(page, "utf8");
const [before = "", rest = ""] = text.split(BEGIN);
const after = rest.split(END)[1] ?? "\n";
const wanted = `${before}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`;
const isStale = wanted !== text;
if (process.argv.includes("--check")) {
  if (isStale) console.error("LICENSE-CHECK.md is stale: run `bun scripts/license-check.ts`.");
} else if (isStale) writeFileSync(page, wanted);
if (refused.length > 0 || (isStale && process.argv.includes("--check"))) process.exit(1);
console.log(`${packages.length} packages, all permissive`);
