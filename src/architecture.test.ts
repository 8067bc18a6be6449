import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";

const root = join(import.meta.dir, "..");
const sources = [...new Glob("{src,web,installer}/**/*.{ts,tsx}").scanSync(root)]
  .filter((file) => !/\.test\.|\.gen\.|\.d\.ts$|^src\/(test\/|channels\/contract\.ts)/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

const resolved = (from: string, to: string): string =>
  to.startsWith(".") ? join(dirname(from), to) : to;

/** Value imports only: `import type` leaves no trace at run time, so it cannot couple two folders. */
const edges = sources.flatMap(({ file, text }) =>
  new Bun.Transpiler({ loader: file.endsWith("x") ? "tsx" : "ts" })
    .scanImports(text)
    .map(({ path, kind }) => ({ from: file, to: resolved(file, path), kind })),
);

const typeEdges = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/import type [^;]*? from "([^"]+)"/g)].map(([, path = ""]) => ({
    from: file,
    to: resolved(file, path),
  })),
);

/** A feature may use those before it; upwards talk goes through events. */
const FEATURES = [
  "accounts",
  "connections",
  "contacts",
  "media",
  "conversations",
  "messages",
  "inbound",
  "realtime",
  "flows",
  "platform",
  "sandbox",
];
const placeOf = (path: string): number => FEATURES.indexOf(/^src\/([^/]+)\//.exec(path)?.[1] ?? "");

const HTTP_SPEAKERS =
  /^src\/(?!http\/|app\.ts|serve\.ts|features\.ts|cli\/setup\.ts|.*\/routes\.ts|accounts\/(session-cookie|access-token)\.ts|realtime\/)/;

const forbidden: [rule: string, from: RegExp, to: RegExp][] = [
  ["web sees the server as types", /^web\//, /^(src\/(?!flows\/check\/)|installer\/)/],
  [
    "what browser and server both run needs neither",
    /^src\/flows\/check\//,
    /^(?!src\/flows\/check\/)/,
  ],
  [
    "a node knows its contract and lib",
    /^src\/flows\/nodes\/(?!registry)/,
    /^(?!zod$|src\/(lib\/|flows\/(node|trigger|hours)\.ts|flows\/(check|nodes)\/))/,
  ],
  ["only routes and http speak HTTP", HTTP_SPEAKERS, /^(hono|src\/http\/)/],
  [
    "only queries read tables",
    /^src\/(?!db\/|.*(queries|tables)\.ts)/,
    /^drizzle-orm|\/tables\.ts$/,
  ],
  [
    "tables know only columns and each other",
    /\/tables\.ts$/,
    /^(?!drizzle-orm$|src\/db\/|src\/.*\/tables\.ts)/,
  ],
  ["only db knows a dialect", /^(src\/(?!db\/)|installer\/)/, /^(drizzle-orm\/|bun:sqlite$|pg$)/],
  [
    "the wizard knows config, lib and the probe",
    /^installer\//,
    /^src\/(?!config\.ts|lib\/|db\/probe\.ts)/,
  ],
  ["only the command line starts the wizard", /^(src\/(?!cli\/)|web\/)/, /^installer\//],
  ["the probe leaves the dialect open", /^src\/db\/probe\.ts/, /^src\//],
  ["config knows nobody", /^src\/config\.ts/, /^src\//],
  ["lib knows nobody", /^src\/lib\//, /^src\/(?!lib\/)/],
  ["a channel knows its contract and lib", /^src\/channels\//, /^src\/(?!lib\/|channels\/|config)/],
  ["nobody reaches past the registry", /^src\/(?!channels\/)/, /^src\/channels\/[^/]+\//],
  ["nobody starts the product but the command line", /^src\/(?!cli\/|main)/, /^src\/(main|cli)/],
  ["tests stay out of the product", /./, /^(src\/test|test|bench)\/|\.test\.|^bun:test$/],
];

describe("who may import whom", () => {
  test.each(forbidden)("%s", (_rule, from, to) => {
    expect(edges.filter((edge) => from.test(edge.from) && to.test(edge.to))).toEqual([]);
  });

  test("a channel knows no sibling, but the simulated WhatsApp speaks as Meta does", () => {
    const folder = (path: string): string | undefined =>
      /^src\/channels\/([^/]+)\//.exec(path)?.[1];
    const crossing = edges.filter(({ from, to }) => {
      const [own, other] = [folder(from), folder(to)];
      const isSimulation = own === "sandbox" && other === "meta-cloud";
      return own !== undefined && other !== undefined && own !== other && !isSimulation;
    });

    expect(crossing).toEqual([]);
  });

  test("features stand in one order", () => {
    const isJoin = (to: string): boolean => to.endsWith("/tables.ts");
    const upwards = edges.filter(
      ({ from, to }) => placeOf(from) >= 0 && placeOf(to) > placeOf(from) && !isJoin(to),
    );

    expect(upwards).toEqual([]);
  });

  test("web takes types from contracts alone", () => {
    const other = typeEdges.filter(
      ({ from, to }) =>
        from.startsWith("web/") &&
        to.startsWith("src/") &&
        !/\/schema\.ts$|^src\/lib\/contract\.ts$|^src\/api\.ts$/.test(to),
    );

    expect(other).toEqual([]);
  });
});

describe("what the wizard's process has loaded", () => {
  test("does not fix the database's dialect before one is chosen", () => {
    const found = new Set<string>();
    const follow = (file: string): void => {
      if (found.has(file)) return;
      found.add(file);
      for (const { from, to, kind } of edges)
        if (from === file && kind === "import-statement") follow(to);
    };
    // These begin the process, and what they load later is loaded by `import()`.
    for (const entry of ["src/main.ts", "src/cli/setup.ts", "src/cli/install.ts"]) follow(entry);

    expect(found).toContain("installer/app.tsx");
    expect([...found].filter((file) => /^src\/db\/(?!probe\.ts)/.test(file))).toEqual([]);
  });
});

describe("what may stand where", () => {
  const withText = (pattern: RegExp, where: RegExp): string[] =>
    sources
      .filter(({ file, text }) => where.test(file) && pattern.test(text))
      .map(({ file }) => file);

  test("only config reads the environment", () => {
    expect(withText(/\b(process|Bun)\.env\b/, /./)).toEqual(["src/config.ts"]);
  });

  test("nobody on the server asks a channel for its name", () => {
    const asks = /(===|!==|case) *"(meta_api|qr)"/;

    expect(withText(asks, /^src\/(?!channels\/|.*schema\.ts)/)).toEqual([]);
  });

  test("only the browser's API client and its token fetch", () => {
    expect(withText(/(?<![.\w])fetch\(/, /^web\//)).toEqual(["web/api.ts", "web/lib/token.ts"]);
  });

  test("casts stay in the database layer and two generic seams", () => {
    const cast = /[\w)\]}] as (?!const\b)[\w"{[(]/;
    const code = sources.filter(
      ({ file, text }) =>
        /^(src\/(?!db\/)|installer\/|web\/)/.test(file) && cast.test(withoutWords(text)),
    );

    expect(code.map(({ file }) => file).toSorted()).toEqual([
      "src/events/events.ts",
      "src/http/mount.ts",
    ]);
  });
});

/** Without comments, strings and renaming imports, where `as` is a word. */
const withoutWords = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*|"[^"\n]*"|`[^`]*`/g, "")
    .replaceAll(/^(import|export)[^;]*;/gm, "");
