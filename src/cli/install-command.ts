import { readFileSync } from "node:fs";
import { config, UsageError } from "../config.ts";
import { AppError } from "../lib/app-error.ts";
import { InstallAnswers, InstallRefused } from "../lib/install-answers.ts";
import type { Arguments } from "./arguments.ts";
import { requireDataDir } from "./database.ts";
import { runInstall } from "./install.ts";
import { CommandFailed, EXIT } from "./outcome.ts";
import { print } from "./print.ts";

const NEEDED = [
  "url",
  "site-name",
  "timezone",
  "database",
  "admin-email",
  "admin-password-file",
] as const;

/** Which option an answer came from, for messages. */
const OPTION: Record<string, string> = {
  appUrl: "--url",
  siteName: "--site-name",
  timezone: "--timezone",
  databaseUrl: "--database",
  email: "--admin-email",
  password: "--admin-password-file",
  language: "--language",
  purchaseCode: "--purchase-code",
};

export async function installCommand({ install, json }: Arguments): Promise<void> {
  if (install.demo === true)
    throw new UsageError("demo data is not in this release: leave --demo out");
  const missing = NEEDED.filter((name) => install[name] === undefined);
  if (missing.length > 0)
    throw new UsageError(`missing ${missing.map((name) => `--${name}`).join(", ")}`);
  const answers = InstallAnswers.safeParse({
    appUrl: install.url,
    siteName: install["site-name"],
    timezone: install.timezone,
    databaseUrl: install.database,
    email: install["admin-email"],
    password: readPassword(String(install["admin-password-file"])),
    language: install.language,
    purchaseCode: install["purchase-code"],
  });
  if (!answers.success) {
    const wrong = answers.error.issues.map(
      ({ path, message }) => `${OPTION[String(path[0])] ?? String(path[0])}: ${message}`,
    );
    throw new UsageError(wrong.join("; "));
  }
  if (config().installedAt === null) requireDataDir();
  const done = await perform(answers.data, json);
  print(json, { installed: true, ...done }, `Installed. Start it with: whatscrm serve`);
}

async function perform(
  answers: InstallAnswers,
  json: boolean,
): Promise<{ ownerId: string; tenantId: string }> {
  try {
    return await runInstall(answers, (step) => {
      if (!json) console.log(`… ${step}`);
    });
  } catch (error) {
    if (error instanceof InstallRefused || error instanceof AppError)
      throw new CommandFailed(EXIT.failed, error.message);
    throw error;
  }
}

function readPassword(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw new UsageError(`--admin-password-file: ${path} cannot be read`);
  }
}
