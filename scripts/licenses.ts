import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const PERMISSIVE = new Set(
  "MIT ISC BSD-0-Clause BSD-2-Clause BSD-3-Clause Apache-2.0 0BSD MIT-0 Unlicense CC0-1.0 BlueOak-1.0.0 Zlib".split(
    " ",
  ),
);
/** Good for fonts alone: whoever changes one must keep its licence. */
const FONT_LICENCE = "OFL-1.1";
const FONTS = /^@fontsource(-variable)?\//;
/** Build tools of whose own code a little ends in what they build. */
const TOOLS = ["rolldown", "tailwindcss", "vite"];

const Names = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  name: z.string(),
  version: z.string().default(""),
  license: z.unknown().optional(),
  dependencies: Names,
  optionalDependencies: Names,
});

export interface Package {
  name: string;
  version: string;
  license: string;
}
interface Survey {
  packages: Package[];
  /** One sentence each; anything here stops the build. */
  faults: string[];
}

/** Every package that may reach the executable: dependencies to any depth, and the tools' own code. */
export function survey(root: string): Survey {
  const found = new Map<string, Package>();
  const faults: string[] = [];

  function visit(name: string, from: string, isOptional: boolean): void {
    const path = locate(name, from, root);
    if (path === undefined) {
      if (!isOptional)
        faults.push(`${name}, which ${from.slice(root.length) || "/"} needs, is missing`);
      return;
    }
    if (found.has(path)) return;
    const manifest = read(path);
    if (!manifest) return void faults.push(`${path.slice(root.length)} cannot be read`);
    found.set(path, described(manifest));
    if (!TOOLS.includes(name)) follow(manifest, dirname(path));
  }
  function follow(manifest: z.infer<typeof Manifest>, from: string): void {
    const { dependencies, optionalDependencies } = manifest;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      visit(name, from, name in optionalDependencies);
  }

  const own = read(join(root, "package.json"));
  if (!own) return { packages: [], faults: ["package.json cannot be read"] };
  follow(own, root);
  for (const name of TOOLS) if (locate(name, root, root)) visit(name, root, true);
  const packages = sorted(found.values());
  return { packages, faults: [...faults, ...packages.flatMap(refusal)] };
}

const refusal = ({ name, version, license }: Package): string[] =>
  isAllowed(name, license) ? [] : [`${name} ${version}: ${license} may not reach the executable`];

/** `A OR B` is fine with one of them, `A AND B` needs both. */
export const isAllowed = (name: string, license: string): boolean =>
  license
    .replaceAll(/[()]/g, "")
    .split(/\s+OR\s+/)
    .some((choice) =>
      choice
        .split(/\s+AND\s+/)
        .map((one) => one.trim())
        .every((one) => PERMISSIVE.has(one) || (one === FONT_LICENCE && FONTS.test(name))),
    );

/** What stands in a bundle although the list does not name it. */
export function unlisted(
  modules: readonly string[],
  packages: readonly Package[],
  root: string,
): string[] {
  const listed = new Set(packages.map(({ name, version }) => `${name} ${version}`));
  const inside = new Map(modules.flatMap((module) => packageOf(module, root)));
  return [...inside.values()]
    .filter((one) => !listed.has(one))
    .map((one) => `${one} is in the bundle, but not in LICENSE-CHECK.md`);
}

/** Under its folder: an alias bears another name there than in its own manifest. */
function packageOf(module: string, root: string): [folder: string, label: string][] {
  const path = module.replace(/^\0/, "").replaceAll("\\", "/");
  const inside = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  if (!inside && path === module) return [];
  // A bundler's own helpers have no file: `\0vite/preload-helper.js`.
  const folder = inside?.[0] ?? `node_modules/${path.split("/")[0] ?? path}`;
  const below = folder.slice(folder.indexOf("node_modules/"));
  const manifest = read(join(root, below, "package.json"));
  return [[below, manifest ? `${manifest.name} ${manifest.version}` : below]];
}

/** As a resolver would: beside the package that asks, then upwards. */
function locate(name: string, from: string, root: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const path = join(dir, "node_modules", name, "package.json");
    if (existsSync(path)) return path;
    if (dir === root || dir === dirname(dir)) return undefined;
  }
}

function read(path: string): z.infer<typeof Manifest> | undefined {
  try {
    return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

const described = ({ name, version, license }: z.infer<typeof Manifest>): Package => ({
  name,
  version,
  license:
    typeof license === "string"
      ? license
      : (z.object({ type: z.string() }).safeParse(license).data?.type ?? "none stated"),
});

const sorted = (packages: Iterable<Package>): Package[] =>
  [...new Map([...packages].map((one) => [`${one.name} ${one.version}`, one])).values()].toSorted(
    (a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"),
  );

const BEGIN = "<!-- generated -->";
const END = "<!-- /generated -->";

/** The page with its generated part replaced. */
export function withTable(page: string, packages: readonly Package[]): string {
  const table = [
    "| package | version | licence |",
    "| --- | --- | --- |",
    ...packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`),
  ];
  const [before = "", rest = ""] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? "\n";
  return `${before}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`;
}
