import { join } from "node:path";

/** What each page may load before it can be used, in kB of gzipped JavaScript. */
const folder = join(import.meta.dir, "../dist/web");
const login = 30;
const extra = 40;

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  isEntry?: boolean;
}

type Manifest = Record<string, Chunk>;

/** Loaded on every page besides the code split off: the entry and the language. */
const always = ["index.html", "i18n/en-open.gen.ts"];
const shell = [...always, "i18n/en-app.gen.ts", "shell/shell.tsx"];

const paged = [...shell, "i18n/en-pages.gen.ts"];

const flowing = [...shell, "i18n/en-flows.gen.ts"];

const pages: [name: string, limit: number, entries: string[]][] = [
  ["login", login, [...always, "auth/login-page.tsx"]],
  ["register", login + extra, [...always, "auth/register-page.tsx"]],
  ["inbox", 60, [...shell, "inbox/inbox-page.tsx"]],
  ["contacts", login + extra, [...paged, "contacts/contacts-page.tsx"]],
  ["flows", login + extra, [...flowing, "flows/list/flow-list.tsx"]],
  ["flow page", login + extra, [...flowing, "flows/builder-page.tsx"]],
  // React Flow and the forms come after the page's first paint.
  [
    "flow builder",
    165,
    [
      ...flowing,
      "flows/builder-page.tsx",
      "flows/builder/workbench.tsx",
      "flows/canvas/canvas.tsx",
      "flows/panels/late.ts",
    ],
  ],
  ["connections", login + extra, [...paged, "connections/connections-page.tsx"]],
  ["users", login + extra, [...paged, "users/users-page.tsx"]],
  ["settings", login + extra, [...paged, "settings/settings-page.tsx"]],
  [
    "phone",
    login + extra,
    [...always, "i18n/en-app.gen.ts", "i18n/en-pages.gen.ts", "phone/phone-page.tsx"],
  ],
];

function filesOf(
  manifest: Manifest,
  entries: readonly string[],
  found = new Set<string>(),
): Set<string> {
  for (const name of entries) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`${name} is not in the build`);
    if (found.has(chunk.file)) continue;
    found.add(chunk.file);
    filesOf(manifest, chunk.imports ?? [], found);
  }
  return found;
}

async function kilobytes(files: Iterable<string>): Promise<number> {
  let bytes = 0;
  for (const file of files)
    bytes += Bun.gzipSync(await Bun.file(join(folder, file)).bytes(), { level: 9 }).length;
  return bytes / 1000;
}

/** Strings that only the real react-dom contains. */
const reactDom = /react-dom-client\.production|__reactContainer\$|Minified React error/;

async function check(): Promise<string[]> {
  const manifest: Manifest = await Bun.file(join(folder, ".vite/manifest.json")).json();
  const faults: string[] = [];
  for (const [name, limit, entries] of pages) {
    const size = await kilobytes(filesOf(manifest, entries));
    console.log(`${name.padEnd(12)} ${size.toFixed(1).padStart(6)} kB of ${limit}`);
    if (size > limit) faults.push(`${name} loads ${size.toFixed(1)} kB, more than ${limit}`);
  }
  for (const { file } of Object.values(manifest)) {
    if (file.endsWith(".js") && reactDom.test(await Bun.file(join(folder, file)).text()))
      faults.push(`${file} contains react-dom`);
  }
  return faults;
}

const faults = await check();
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
