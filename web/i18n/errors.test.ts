import { expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import texts from "./en/error.json";

const sources = join(import.meta.dir, "../../src");

/** Codes of refusals as they stand in the server's sources. */
async function codesOf(): Promise<Set<string>> {
  const codes = new Set<string>();
  for (const path of new Glob("**/*.{ts,tsx}").scanSync(sources)) {
    if (/\.test\.tsx?$|^test\//.test(path)) continue;
    const source = await Bun.file(join(sources, path)).text();
    const made = source.matchAll(/new AppError\(\s*"[a-z_]+",\s*"([A-Z_]+)"/g);
    const answered = source.matchAll(/success: false,\s*error: \{\s*code: "([A-Z_]+)"/g);
    for (const [, code = ""] of [...made, ...answered]) codes.add(code);
  }
  return codes;
}

test("every error the server can answer has words of its own", async () => {
  const codes = await codesOf();

  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !(code in texts))).toEqual([]);
});
