import { join } from "node:path";
import { z } from "zod";
import { config, loadConfig, writeConfigFile } from "../config.ts";
import { probeDatabase } from "../db/probe.ts";
import { isTimezone } from "../lib/timezone.ts";

/** The answers of the wizard and of the command line alike. */
export const InstallAnswers = z.object({
  appUrl: z
    .url({ protocol: /^https?$/, error: "an address that begins with http:// or https://" })
    .transform((url) => url.replace(/\/+$/, "")),
  siteName: z.string().trim().min(1, "a name").max(100),
  timezone: z.string().refine(isTimezone, "a time zone like Europe/Berlin"),
  language: z.string().trim().min(2).max(12).default("en"),
  /** `sqlite` is a file in the data directory. */
  databaseUrl: z.string().min(1),
  email: z.email("an e-mail address").max(254),
  password: z.string().min(10, "ten characters or more").max(200),
  firstName: z.string().trim().max(200).default(""),
  lastName: z.string().trim().max(200).default(""),
  purchaseCode: z.string().trim().max(200).optional(),
});
export type InstallAnswers = z.infer<typeof InstallAnswers>;

export const INSTALL_STEPS = ["database", "tables", "owner", "site", "finish"] as const;
export type InstallStep = (typeof INSTALL_STEPS)[number];

/** Something the person installing can put right; the message says how. */
export class InstallRefused extends Error {}

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
