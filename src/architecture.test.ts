import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Glob } from "bun";
import {
  asksForAName,
  filesWith,
  filesWithCasts,
  foreignTypesInWeb,
  imports,
  loadedBy,
  ORDER,
  siblingChannels,
  type Source,
  upwardImports,
} from "./test/architecture.ts";

const root = join(import.meta.dir, "..");
const product: Source[] = [...new Glob("{src,web,installer}/**/*.{ts,tsx}").scanSync(root)]
  .filter((file) => !/\.test\.|\.gen\.|\.d\.ts$|^src\/(test\/|channels\/contract\.ts)/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

interface Rule {
  rule: string;
  broken: (tree: readonly Source[]) => string[];
  /** Each alone, as one more file of an empty tree, must be found. */
  planted: Source[];
}

const HTTP_SPEAKERS =
  /^src\/(?!http\/|app\.ts|serve\.ts|features\.ts|cli\/setup\.ts|.*\/routes\.ts|accounts\/(session-cookie|access-token)\.ts|realtime\/)/;
/** What a file of `src/<folder>/` would import from elsewhere in the product. */
const using = (file: string, ...paths: string[]): Source[] =>
  paths.map((path) => ({ file, text: `import { it } from "${path}";\nit();\n` }));
const saying = (file: string, ...texts: string[]): Source[] =>
  texts.map((text) => ({ file, text }));

const importRules: [rule: string, from: RegExp, to: RegExp, planted: Source[]][] = [
  [
    "web sees the server as types",
    /^web\//,
    /^(src\/(?!flows\/check\/)|installer\/)/,
    using("web/x.ts", "../src/lib/clock.ts", "../src/contacts/schema.ts", "../installer/app.tsx"),
  ],
  [
    "only routes and http speak HTTP",
    HTTP_SPEAKERS,
    /^(hono|src\/http\/)/,
    using("src/contacts/service.ts", "hono", "hono/body-limit", "../http/errors.ts"),
  ],
  [
    "http knows no feature",
    /^src\/http\//,
    /^src\/(?!http\/|lib\/|db\/|idempotency\/|ops\/(log|metrics)\.ts|version\.ts)/,
    using("src/http/mount.ts", "../accounts/audit.ts", "../ops/checks.ts", "../app.ts"),
  ],
  [
    "only queries read tables",
    /^src\/(?!db\/|.*(queries|tables)\.ts)/,
    /^drizzle-orm|\/tables\.ts$/,
    using("src/contacts/service.ts", "drizzle-orm", "./tables.ts", "../messages/tables.ts"),
  ],
  [
    "tables know only columns and each other",
    /\/tables\.ts$/,
    /^(?!drizzle-orm$|src\/db\/|src\/.*\/tables\.ts)/,
    using("src/contacts/tables.ts", "../lib/clock.ts", "./service.ts", "zod"),
  ],
  [
    "only db knows a dialect",
    /^(src\/(?!db\/)|installer\/)/,
    /^(drizzle-orm\/|bun:sqlite$|pg$)/,
    using("src/contacts/queries.ts", "drizzle-orm/pg-core", "bun:sqlite", "pg"),
  ],
  [
    "db knows the configuration, lib and tables",
    /^src\/db\//,
    /^src\/(?!db\/|lib\/|config\.ts|.*\/tables\.ts$)/,
    using("src/db/unit.ts", "../ops/log.ts", "../accounts/audit.ts"),
  ],
  [
    "the wizard knows config, lib and the probe",
    /^installer\//,
    /^src\/(?!config\.ts|lib\/|db\/probe\.ts)/,
    using("installer/app.tsx", "../src/db/index.ts", "../src/accounts/register.ts"),
  ],
  [
    "only the command line starts the wizard",
    /^(src\/(?!cli\/)|web\/)/,
    /^installer\//,
    using("src/serve.ts", "../installer/app.tsx"),
  ],
  [
    "the probe and the lock leave the dialect open",
    /^src\/db\/(probe|data-lock)\.ts/,
    /^src\//,
    using("src/db/probe.ts", "./index.ts", "../config.ts"),
  ],
  ["config knows nobody", /^src\/config\.ts/, /^src\//, using("src/config.ts", "./lib/clock.ts")],
  ["lib knows nobody", /^src\/lib\//, /^src\/(?!lib\/)/, using("src/lib/phone.ts", "../config.ts")],
  [
    "a channel knows its contract and lib",
    /^src\/channels\//,
    /^src\/(?!lib\/|channels\/|config)/,
    using("src/channels/sandbox/sandbox.ts", "../../messages/send.ts", "../../db/index.ts"),
  ],
  [
    "what browser and server both run needs neither",
    /^src\/flows\/check\//,
    /^(?!src\/flows\/check\/)/,
    using("src/flows/check/graph.ts", "zod", "../graph.ts"),
  ],
  [
    "a node knows its contract and lib",
    /^src\/flows\/nodes\/(?!registry)/,
    /^(?!zod$|src\/(lib\/|flows\/(node|trigger|hours)\.ts|flows\/(check|nodes)\/))/,
    using("src/flows/nodes/tag/tag.ts", "../../../contacts/service.ts", "../../engine/acts.ts"),
  ],
  [
    "nobody reaches past the registry",
    /^src\/(?!channels\/)/,
    /^src\/channels\/[^/]+\//,
    using("src/messages/send.ts", "../channels/meta-cloud/send.ts"),
  ],
  [
    "nobody starts the product but the command line",
    /^src\/(?!cli\/|main)/,
    /^src\/(main|cli)/,
    using("src/contacts/service.ts", "../main.ts", "../cli/run.ts"),
  ],
  [
    "tests stay out of the product",
    /./,
    /^(src\/test|test|bench)\/|\.test\.|^bun:test$/,
    using("src/contacts/service.ts", "../test/harness.ts", "../../bench/run.ts", "bun:test"),
  ],
];

const rules: Rule[] = [
  ...importRules.map(([rule, from, to, planted]) => ({
    rule,
    broken: (tree: readonly Source[]) => imports(tree, from, to),
    planted,
  })),
  {
    rule: "a channel knows no sibling, but the simulated WhatsApp speaks as Meta does",
    broken: siblingChannels,
    planted: using("src/channels/meta-cloud/send.ts", "../sandbox/sandbox.ts"),
  },
  {
    rule: "features stand in one order",
    broken: upwardImports,
    planted: [
      ...using("src/contacts/service.ts", "../media/service.ts", "../realtime/hub.ts"),
      ...using("src/jobs/service.ts", "../events/events.ts", "../accounts/audit.ts"),
      ...using("src/keys/keys.ts", "../jobs/service.ts"),
      ...using("src/events/events.ts", "../idempotency/service.ts"),
      ...using("src/idempotency/service.ts", "../accounts/audit.ts"),
      ...using("src/ops/log.ts", "./doctor.ts", "../keys/keys.ts"),
      ...using("src/messages/send.ts", "../inbound/apply.ts"),
      ...using("src/platform/plans.ts", "../sandbox/service.ts", "../ops/checks.ts"),
    ],
  },
  {
    rule: "web takes types from contracts alone",
    broken: foreignTypesInWeb,
    planted: saying("web/x.ts", 'import type { Row } from "../src/contacts/queries.ts";'),
  },
  {
    rule: "only config reads the environment",
    broken: (tree) => filesWith(tree, /\b(process|Bun)\.env\b/, /^(?!src\/config\.ts)/),
    planted: saying("src/serve.ts", 'process.env["PORT"]', "const { PORT } = Bun.env;"),
  },
  {
    rule: "nobody on the server asks a channel for its name",
    // A contract lists the names a caller may send.
    broken: (tree) => asksForAName(tree, /^src\/(?!channels\/|.*schema\.ts)/),
    planted: saying(
      "src/messages/send.ts",
      'if (connection.connectionType === "meta_api") wait();',
      'if ("sandbox" !== channel.type) wait();',
      'switch (type) { case "qr": wait(); }',
      'if (["meta_cloud", "qr"].includes("qr")) wait();',
      'where(eq(connections.connectionType, "sandbox"))',
      'getChannel("meta_api").send(message)',
    ),
  },
  {
    rule: "only the browser's API client and its token fetch",
    broken: (tree) => filesWith(tree, /(?<![.\w])fetch\(/, /^web\/(?!api\.ts|lib\/token\.ts)/),
    planted: saying("web/contacts/contact-list.tsx", 'await fetch("/api/v1/contacts")'),
  },
  {
    rule: "casts stay in the database layer and two generic seams",
    broken: (tree) =>
      filesWithCasts(tree, /^(src\/(?!db\/|events\/events\.ts|http\/mount\.ts)|installer\/|web\/)/),
    planted: saying(
      "src/contacts/service.ts",
      "const row = found as ContactRow;",
      "const all = rows() as { id: string }[];",
    ),
  },
];

describe("the product", () => {
  test.each(rules)("$rule", ({ broken }) => {
    expect(broken(product)).toEqual([]);
  });

  test("has a place in the order for every folder that is not a foundation", () => {
    const foundations = ["channels", "cli", "db", "http", "lib", "test"];
    const folders = readdirSync(join(root, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !foundations.includes(entry.name))
      .map(({ name }) => `${name}/`);

    expect(ORDER.filter((place) => place.endsWith("/")).toSorted()).toEqual(folders.toSorted());
  });

  test("does not fix the database's dialect before the wizard let one be chosen", () => {
    // These begin the process, and what they load later is loaded by `import()`.
    const entries = ["src/main.ts", "src/cli/setup.ts", "src/cli/install.ts"];
    const loaded = loadedBy(product, entries);

    expect(loaded).toContain("installer/app.tsx");
    expect([...loaded].filter((file) => /^src\/db\/(?!(probe|data-lock)\.ts)/.test(file))).toEqual(
      [],
    );
  });
});

describe("a violation", () => {
  const cases = rules.flatMap(({ rule, broken, planted }) =>
    planted.map((source) => ({ rule, broken, source, text: source.text.trim().split("\n")[0] })),
  );

  test.each(cases)("of “$rule” is found: $text", ({ broken, source }) => {
    expect(broken([source])).toHaveLength(1);
  });

  test("is planted for every rule", () => {
    expect(rules.filter(({ planted }) => planted.length === 0)).toEqual([]);
  });

  test("in a loader between is found, and what is loaded later is none", () => {
    const tree = [
      ...using("src/main.ts", "./cli/a.ts"),
      ...using("src/cli/a.ts", "../ops/log.ts"),
      ...using("src/ops/log.ts", "../db/tenant.ts"),
      ...saying("src/cli/setup.ts", 'const later = () => import("../serve.ts");'),
    ];

    expect([...loadedBy(tree, ["src/main.ts", "src/cli/setup.ts"])]).toEqual([
      "src/main.ts",
      "src/cli/a.ts",
      "src/ops/log.ts",
      "src/db/tenant.ts",
      "src/cli/setup.ts",
    ]);
  });

  test("is not what a rule allows", () => {
    const allowed = [
      ...using("src/contacts/queries.ts", "drizzle-orm", "../conversations/tables.ts"),
      ...using("src/channels/sandbox/sandbox.ts", "../meta-cloud/parse.ts"),
      ...using("src/messages/send.ts", "../contacts/people.ts", "../ops/log.ts"),
      ...saying("src/inbound/routes.ts", "const { webhook } = getChannel(connection.type);"),
      ...saying("src/connections/schema.ts", 'z.enum(["meta_api", "qr", "sandbox"])'),
      ...saying(
        "src/x.ts",
        "const KINDS = [1] as const; // as Meta says",
        'import { a as b } from "c";',
      ),
      ...saying("web/x.ts", 'import type { Contact } from "../src/contacts/schema.ts";'),
    ];

    expect(rules.flatMap(({ broken }) => broken(allowed))).toEqual([]);
  });
});
