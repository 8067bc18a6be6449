import { dirname, join } from "node:path";

/** A file as the rules see it: its path below the root, and what stands in it. */
export interface Source {
  file: string;
  text: string;
}
interface Edge {
  from: string;
  to: string;
  kind: string;
}

const resolved = (from: string, to: string): string =>
  to.startsWith(".") ? join(dirname(from), to) : to;

const known = new WeakMap<Source, Edge[]>();

/** Value imports only: `import type` leaves no trace at run time, so it cannot couple two folders. */
const importsOf = (tree: readonly Source[]): Edge[] =>
  tree.flatMap((source) => {
    const edges = known.get(source) ?? scanned(source);
    known.set(source, edges);
    return edges;
  });

const scanned = ({ file, text }: Source): Edge[] =>
  new Bun.Transpiler({ loader: file.endsWith("x") ? "tsx" : "ts" })
    .scanImports(text)
    .map(({ path, kind }) => ({ from: file, to: resolved(file, path), kind }));

const typeImportsOf = (tree: readonly Source[]): Omit<Edge, "kind">[] =>
  tree.flatMap(({ file, text }) =>
    [...text.matchAll(/import type [^;]*? from "([^"]+)"/g)].map(([, path = ""]) => ({
      from: file,
      to: resolved(file, path),
    })),
  );

const shown = ({ from, to }: Omit<Edge, "kind">): string => `${from} → ${to}`;

export const imports = (tree: readonly Source[], from: RegExp, to: RegExp): string[] =>
  importsOf(tree)
    .filter((edge) => from.test(edge.from) && to.test(edge.to))
    .map(shown);

/** Each may use those before it; upwards talk goes through events. The longest name that fits a file is its place. */
export const ORDER = [
  "ops/log.ts",
  "ops/metrics.ts",
  "keys/",
  "outgoing/",
  "jobs/",
  "events/",
  "idempotency/",
  "accounts/",
  "connections/",
  "contacts/",
  "media/",
  "conversations/",
  "messages/",
  "inbound/",
  "realtime/",
  "flows/",
  "platform/",
  "sandbox/",
  "ops/",
];

function placeOf(path: string): number {
  const fits = ORDER.filter((place) => path.startsWith(`src/${place}`));
  return ORDER.indexOf(fits.toSorted((a, b) => b.length - a.length)[0] ?? "");
}

/** A table may be joined from anywhere. */
export const upwardImports = (tree: readonly Source[]): string[] =>
  importsOf(tree)
    .filter(({ from, to }) => placeOf(from) >= 0 && placeOf(to) > placeOf(from))
    .filter(({ to }) => !to.endsWith("/tables.ts"))
    .map(shown);

/** The simulated WhatsApp alone knows a sibling: it speaks as Meta does. */
export const siblingChannels = (tree: readonly Source[]): string[] => {
  const folder = (path: string): string | undefined => /^src\/channels\/([^/]+)\//.exec(path)?.[1];
  return importsOf(tree)
    .filter(({ from, to }) => {
      const [own, other] = [folder(from), folder(to)];
      const isSimulation = own === "sandbox" && other === "meta-cloud";
      return own !== undefined && other !== undefined && own !== other && !isSimulation;
    })
    .map(shown);
};

export const foreignTypesInWeb = (tree: readonly Source[]): string[] =>
  typeImportsOf(tree)
    .filter(
      ({ from, to }) =>
        from.startsWith("web/") &&
        to.startsWith("src/") &&
        !/\/schema\.ts$|^src\/flows\/check\/|^src\/lib\/contract\.ts$|^src\/api\.ts$/.test(to),
    )
    .map(shown);

/** All that is loaded once these files are: what `import()` loads comes later. */
export function loadedBy(tree: readonly Source[], entries: readonly string[]): Set<string> {
  const edges = Map.groupBy(
    importsOf(tree).filter(({ kind }) => kind === "import-statement"),
    ({ from }) => from,
  );
  const found = new Set<string>();
  const follow = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { to } of edges.get(file) ?? []) follow(to);
  };
  for (const entry of entries) follow(entry);
  return found;
}

export const filesWith = (tree: readonly Source[], text: RegExp, where: RegExp): string[] =>
  tree
    .filter((source) => where.test(source.file) && text.test(source.text))
    .map(({ file }) => file)
    .toSorted();

/** Without comments, strings and renaming imports, where `as` is a word. */
const withoutWords = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*|"[^"\n]*"|`[^`]*`/g, "")
    .replaceAll(/^(import|export)[^;]*;/gm, "");

const CAST = /[\w)\]}] as (?!const\b)[\w"{[(]/;

export const filesWithCasts = (tree: readonly Source[], where: RegExp): string[] =>
  filesWith(
    tree.map(({ file, text }) => ({ file, text: withoutWords(text) })),
    CAST,
    where,
  );

const NAME = "[\"'`](?:meta_api|meta_cloud|meta-cloud|qr|sandbox)[\"'`]";
const ASKS_NAME = new RegExp(
  String.raw`(?:===|!==|==|!=|case) *${NAME}|${NAME} *(?:===|!==|==|!=|in\b)|(?:includes|startsWith|endsWith|has|match|eq|ne|getChannel|findChannel)\([^)\n]*${NAME}`,
);

/** A feature asks a channel what it can, never what it is called. */
export const asksForAName = (tree: readonly Source[], where: RegExp): string[] =>
  filesWith(tree, ASKS_NAME, where);
