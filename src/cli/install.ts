import { join } from "node:path";
import { config, loadConfig, writeConfigFile } from "../config.ts";
import { probeDatabase } from "../db/probe.ts";
import { type InstallAnswers, InstallRefused, type InstallStep } from "../lib/install-answers.ts";

/** The database chosen from outside, by flag or environment; it wins at every start, so the installation must agree. */
export function presetDatabase(): string | undefined {
  const { databaseUrl, dataDir } = config();
  return databaseUrl === ownFile(dataDir) ? undefined : databaseUrl;
}
const ownFile = (dataDir: string): string => `file:${join(dataDir, "whatscrm.sqlite")}`;

export function chosenDatabase(answer: string): string {
  const preset = presetDatabase();
  if (answer === "sqlite" && (preset === undefined || preset.startsWith("file:")))
    return preset ?? ownFile(config().dataDir);
  if (preset !== undefined && preset !== answer)
    throw new InstallRefused(
      "DATABASE_URL names another database. It would win at the next start: change or unset it.",
    );
  return answer;
}

/** Everything an installation needs, in an order that may be repeated after a crash: the config file comes last and makes it so. */
export async function runInstall(
  answers: InstallAnswers,
  onProgress: (step: InstallStep) => void = () => undefined,
): Promise<{ ownerId: string; tenantId: string }> {
  if (config().installedAt !== null) throw new InstallRefused("WhatsCRM is installed already.");
  const { dataDir, host, port } = config();
  onProgress("database");
  const databaseUrl = chosenDatabase(answers.databaseUrl);
  const probed = await probeDatabase(databaseUrl);
  if (!probed.ok) throw new InstallRefused(probed.message);
  const flags = { data: dataDir, host, port: String(port) };
  loadConfig({ ...flags, databaseUrl });
  // Imported only now: the database's dialect is fixed when it is first loaded.
  const { isPg, openDatabase } = await import("../db/index.ts");
  if (isPg !== (probed.kind === "postgres"))
    throw new InstallRefused(
      "This process has begun with the other kind of database. Stop it, start it again and repeat the installation.",
    );
  onProgress("tables");
  const { migrate } = await import("../db/migrate.ts");
  await migrate();
  await openDatabase();
  onProgress("owner");
  const { createOwner, recordInstallation } = await import("../ops/installation.ts");
  const owner = await createOwner({
    ...answers,
    firstName: answers.firstName || (answers.email.split("@")[0] ?? answers.email),
  });
  onProgress("site");
  await recordInstallation(answers);
  onProgress("finish");
  writeConfigFile(dataDir, {
    // The own file is found from the data directory, wherever that moves.
    ...(databaseUrl === ownFile(dataDir) ? {} : { databaseUrl }),
    appUrl: answers.appUrl,
    installedAt: new Date().toISOString(),
  });
  loadConfig({ ...flags, databaseUrl });
  return { ownerId: owner.id, tenantId: owner.tenantId };
}
