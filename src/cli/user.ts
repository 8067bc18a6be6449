import { UsageError } from "../config.ts";
import type { Arguments } from "./arguments.ts";
import { migrated, requireDatabase, requireInstalled } from "./database.ts";
import { CommandFailed, EXIT } from "./outcome.ts";
import { print } from "./print.ts";

/** `user reset-password ADDRESS`: for whoever lost the way in but has the machine. */
export async function userCommand({ words, json }: Arguments): Promise<void> {
  const [action, email] = words;
  if (action !== "reset-password" || email === undefined || words.length > 2)
    throw new UsageError("user knows one thing: user reset-password ADDRESS");
  requireInstalled();
  await requireDatabase();
  await migrated();
  const { closeDatabase, openDatabase } = await import("../db/index.ts");
  const { resetPasswordByConsole } = await import("../accounts/recovery.ts");
  await openDatabase();
  try {
    const link = await resetPasswordByConsole(email);
    if (link === undefined)
      throw new CommandFailed(EXIT.failed, `nobody signs in with the address ${email}`);
    print(json, { link }, `Open this link within an hour to set a new password:\n${link}`);
  } finally {
    await closeDatabase();
  }
}
