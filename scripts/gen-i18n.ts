import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { pseudo } from "./pseudo-locale.ts";

const folder = join(import.meta.dir, "../web/i18n");

/** `auth.json` holds `signIn.title`; screens ask for `auth.signIn.title`. */
async function readLanguage(language: string): Promise<Record<string, string>> {
  const messages: Record<string, string> = {};
  for (const file of (await readdir(join(folder, language))).toSorted()) {
    if (!file.endsWith(".json")) continue;
    const area: Record<string, string> = await Bun.file(join(folder, language, file)).json();
    const prefix = file.slice(0, -".json".length);
    for (const [key, text] of Object.entries(area)) messages[`${prefix}.${key}`] = text;
  }
  return messages;
}

/** The named values a message needs, with their types. */
function valuesOf(message: unknown, found = new Map<string, string>()): Map<string, string> {
  if (!Array.isArray(message)) return found;
  for (const part of message) {
    if (!Array.isArray(part)) continue;
    const [name, format, more]: [unknown, unknown, unknown] = [part[0], part[1], part[2]];
    if (typeof name !== "string") continue;
    found.set(
      name,
      format === "plural" || format === "number"
        ? "number"
        : (found.get(name) ?? "string | number"),
    );
    if (typeof more === "object" && more)
      for (const branch of Object.values(more)) valuesOf(branch, found);
  }
  return found;
}

const compile = (
  messages: Record<string, string>,
  how: (text: string) => unknown = compileMessage,
) => Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, how(text)]));

const write = (name: string, text: string) => Bun.write(join(folder, `${name}.gen.ts`), text);

/** JSON in a string: engines parse it faster than the same object as code. */
const catalogue = (messages: Record<string, unknown>) =>
  `import type { Messages } from "@lingui/core";\n\nexport const messages: Messages = JSON.parse(\n  ${JSON.stringify(JSON.stringify(messages))},\n);\n`;

export async function generateI18n(): Promise<void> {
  const english = await readLanguage("en");
  const keys = Object.entries(english).map(([key, text]) => {
    const values = [...valuesOf(compileMessage(text))].map(
      ([name, type]) => `${JSON.stringify(name)}: ${type}`,
    );
    return `  ${JSON.stringify(key)}: ${values.length ? `{ ${values.join("; ")} }` : "undefined"};`;
  });
  await write("keys", `export interface Messages {\n${keys.join("\n")}\n}\n`);
  await writeLanguage("en", english);
  await writeLanguage("pseudo", english, pseudo);

  const languages = (await readdir(folder, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of languages)
    if (name !== "en") await writeLanguage(name, await readLanguage(name));
}

/** What the pages open to anyone say; the rest is loaded with the workspace. */
const openAreas = /^(common|auth|error)\./;
const appAreas = /^(shell|inbox)\./;
const flowAreas = /^(flows|flowkinds)\.|^error\.(FLOW_|REVISION_)/;

/** Errors that only what is loaded later can meet; the inbox's, and those of the other pages. */
const appErrors =
  /^error\.(CHANNEL_|CONVERSATION_|IDEMPOTENCY_|LINK_|MEDIA_|MESSAGE_|NOT_RETRYABLE|NOT_SUPPORTED|QUOTA_|WINDOW_)/;
const pageErrors =
  /^error\.(CONTACT_|DATABASE_IN_USE|FEATURE_|JOB_|LAST_|NOTHING_|NOT_INSTALLED|NUMBER_|PHONE_|SANDBOX_|SELF_|TOO_MANY_|WRONG_)/;

const partOf = (key: string): "open" | "app" | "pages" | "flows" => {
  if (flowAreas.test(key)) return "flows";
  if (pageErrors.test(key)) return "pages";
  if (appErrors.test(key) || appAreas.test(key)) return "app";
  return openAreas.test(key) ? "open" : "pages";
};

async function writeLanguage(
  name: string,
  messages: Record<string, string>,
  how: (text: string) => unknown = compileMessage,
): Promise<void> {
  const parts = Object.groupBy(Object.entries(messages), ([key]) => partOf(key));
  for (const part of ["open", "app", "pages", "flows"] as const)
    await write(`${name}-${part}`, catalogue(compile(Object.fromEntries(parts[part] ?? []), how)));
}

if (import.meta.main) await generateI18n();
