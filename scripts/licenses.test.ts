import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAllowed, survey, unlisted, withTable } from "./licenses.ts";

const made: string[] = [];
afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true });
});

/** A checkout with these manifests; a text is written as it is. */
function aTree(manifests: Record<string, unknown>): string {
  const root = mkdtempSync(join(tmpdir(), "licences-"));
  made.push(root);
  for (const [folder, manifest] of Object.entries(manifests)) {
    const path = join(root, folder, "package.json");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  }
  return root;
}
const app = (dependencies: Record<string, string>, more = {}) => ({
  name: "app",
  dependencies,
  ...more,
});
const mit = (name: string, more = {}) => ({ name, version: "1.0.0", license: "MIT", ...more });

describe("a licence", () => {
  test.each(["MIT", "(MIT OR GPL-3.0)", "MIT AND ISC", "(Apache-2.0 AND BSD-3-Clause) OR GPL-2.0"])(
    "that permits is let through: %s",
    (license) => {
      expect(isAllowed("planted", license)).toBeTrue();
    },
  );

  test.each([
    "GPL-3.0",
    "AGPL-3.0-only",
    "LGPL-2.1",
    "MPL-2.0",
    "MIT AND GPL-3.0",
    "none stated",
    "",
    "SEE LICENSE IN LICENSE",
    "OFL-1.1",
  ])("that does not is refused: %s", (license) => {
    expect(isAllowed("planted", license)).toBeFalse();
  });

  test("of fonts is for fonts alone", () => {
    expect(isAllowed("@fontsource/poppins", "OFL-1.1")).toBeTrue();
    expect(isAllowed("@fontsource-variable/inter", "OFL-1.1")).toBeTrue();
    expect(isAllowed("some-fontsource/poppins", "OFL-1.1")).toBeFalse();
  });
});

describe("the survey", () => {
  test("lists what dependencies need, to any depth, each version once", () => {
    const root = aTree({
      "": app({ a: "1", b: "1" }, { devDependencies: { evil: "1" } }),
      "node_modules/a": mit("a", { dependencies: { shared: "1" } }),
      "node_modules/b": mit("b", { dependencies: { shared: "2", a: "1" } }),
      "node_modules/shared": mit("shared"),
      "node_modules/b/node_modules/shared": mit("shared", { version: "2.0.0" }),
      "node_modules/evil": { name: "evil", version: "1.0.0", license: "GPL-3.0" },
    });

    const { packages, faults } = survey(root);

    expect(faults).toEqual([]);
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "a 1.0.0",
      "b 1.0.0",
      "shared 1.0.0",
      "shared 2.0.0",
    ]);
  });

  test("finds copyleft however deep it is planted", () => {
    const root = aTree({
      "": app({ a: "1" }),
      "node_modules/a": mit("a", { optionalDependencies: { deep: "1" } }),
      "node_modules/deep": { name: "deep", version: "3.1.0", license: "AGPL-3.0" },
    });

    expect(survey(root).faults).toEqual(["deep 3.1.0: AGPL-3.0 may not reach the executable"]);
  });

  test("does not pass over what it cannot see", () => {
    const root = aTree({
      "": app({ gone: "1", broken: "1" }),
      "node_modules/broken": "{ not json",
    });

    expect(survey(root).faults).toEqual([
      "gone, which / needs, is missing",
      "/node_modules/broken/package.json cannot be read",
    ]);
  });

  test("lets an optional package be absent", () => {
    const root = aTree({
      "": app({ a: "1" }),
      "node_modules/a": mit("a", { optionalDependencies: { "for-another-system": "1" } }),
    });

    expect(survey(root).faults).toEqual([]);
  });

  test("wants a manifest to state its licence", () => {
    const root = aTree({
      "": app({ a: "1", old: "1" }),
      "node_modules/a": { name: "a", version: "1.0.0" },
      "node_modules/old": { name: "old", version: "1.0.0", license: { type: "ISC" } },
    });

    expect(survey(root).faults).toEqual(["a 1.0.0: none stated may not reach the executable"]);
  });
});

describe("a bundle", () => {
  const tree = {
    "": app({ a: "1", alias: "npm:real@1" }),
    "node_modules/a": mit("a"),
    "node_modules/alias": mit("real"),
    "node_modules/@scope/planted": mit("@scope/planted"),
    "node_modules/a/node_modules/inner": mit("inner", { version: "0.2.0" }),
  };

  test("holds only what is listed", () => {
    const root = aTree(tree);
    const modules = ["src/main.ts", "node_modules/a/index.js", `${root}/node_modules/alias/x.js`];

    expect(unlisted(modules, survey(root).packages, root)).toEqual([]);
  });

  test("shows what nobody listed, be it nested, a helper or without a manifest", () => {
    const root = aTree(tree);
    const modules = [
      `${root}/node_modules/@scope/planted/lib/index.js`,
      "../node_modules/a/node_modules/inner/index.js",
      "\0bundler/helper.js",
      "node_modules/lost/index.js",
    ];

    expect(unlisted(modules, survey(root).packages, root)).toEqual(
      ["@scope/planted 1.0.0", "inner 0.2.0", "node_modules/bundler", "node_modules/lost"].map(
        (one) => `${one} is in the bundle, but not in LICENSE-CHECK.md`,
      ),
    );
  });
});

test("the page keeps what people wrote around its table", () => {
  const page = "before\n<!-- generated -->\nold\n<!-- /generated -->\nafter\n";
  const packages = [{ name: "a", version: "1.0.0", license: "MIT" }];

  const written = withTable(page, packages);

  expect(written).toStartWith("before\n<!-- generated -->");
  expect(written).toContain("| a | 1.0.0 | MIT |");
  expect(written).not.toContain("old");
  expect(written).toEndWith("<!-- /generated -->\nafter\n");
  expect(withTable(written, packages)).toBe(written);
});
