import { Glob } from "bun";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";

const web = join(import.meta.dir, "..");
const code = "(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*";

/** Text between two tags, and text in attributes that people read or hear. */
function literals(source: string): string[] {
  const plain = source
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .replaceAll(/=>/g, "  ")
    .replaceAll(/<(?=[A-Z]\w*(?:,|\[|<|\s*extends))/g, " ");
  const between = [
    ...plain.matchAll(new RegExp(`</?[A-Za-z][\\w.]*(?:\\s${code})?>([^<>{}]*)(?=[<{])`, "g")),
    ...plain.matchAll(/[^=(]\}([^<>{}()=;:"'`]*)<\//g),
  ].map((match) => match[1] ?? "");
  const attributes = [
    ...plain.matchAll(/\s(?:aria-label|placeholder|title|alt|label|hint|body)="([^"]*)"/g),
  ].map((match) => match[1] ?? "");
  return [...between, ...attributes]
    .map((text) => text.trim())
    .filter((text) => /\p{L}{2,}/u.test(text) && !/[;=`$]|^\w+\(|\breturn\b|&&|\?\?|:$/.test(text));
}

describe("text in the source", () => {
  test("every sentence on a screen comes from the catalogue", async () => {
    const found: string[] = [];
    for await (const file of new Glob("**/*.tsx").scan(web)) {
      if (file.includes(".test.")) continue;
      for (const text of literals(await Bun.file(join(web, file)).text()))
        found.push(`${file}: ${text}`);
    }
    expect(found).toEqual([]);
  });

  test.each([
    ["between tags", "const A = () => <p class={`a ${b}`}>Hello there</p>;"],
    ["before a value", "const A = () => <p>Hello {name}</p>;"],
    ["after a value", "const A = () => <p>{name} said hello</p>;"],
    ["in a label", '<input aria-label="Search people" />'],
    ["in a property", '<PageHeader title="Users" />'],
  ])("a planted sentence %s is caught", (_, source) => {
    expect(literals(source)).not.toEqual([]);
  });
});
