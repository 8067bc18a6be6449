import { checkAddress, checkDatabase, checkKeyFile, checkMachine } from "../ops/checks.ts";
import type { Arguments } from "./arguments.ts";
import { requireInstalled } from "./database.ts";
import { EXIT, type Exit } from "./outcome.ts";
import { print } from "./print.ts";

const SIGN = { ok: "ok     ", warning: "warning", error: "ERROR  " };

/** Looks at everything, changes nothing. */
export async function doctorCommand({ json }: Arguments): Promise<Exit> {
  requireInstalled();
  const database = await checkDatabase();
  const isReached = database.every(({ level }) => level !== "error");
  const checks = [
    ...checkMachine(),
    checkKeyFile(),
    checkAddress(),
    ...database,
    ...(isReached ? await contents() : []),
  ];
  const isHealthy = checks.every(({ level }) => level !== "error");
  print(
    json,
    { healthy: isHealthy, checks },
    checks.map(({ level, name, message }) => `${SIGN[level]}  ${name}: ${message}`).join("\n"),
  );
  if (!isReached) return EXIT.database;
  return isHealthy ? EXIT.ok : EXIT.failed;
}

async function contents() {
  const { closeDatabase, openDatabase } = await import("../db/index.ts");
  const { checkContents } = await import("../ops/doctor.ts");
  await openDatabase();
  try {
    return await checkContents();
  } finally {
    await closeDatabase();
  }
}
