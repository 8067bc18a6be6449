import { raw } from "../db/index.ts";
import { knownMigrations } from "../db/migrate.ts";
import { type Check, check } from "./checks.ts";
import { isKeyRight } from "./installation.ts";
import { countDeadJobs, countDeliveries } from "./queries.ts";

/** What only the open database can tell. */
export async function checkContents(): Promise<Check[]> {
  const schema = await checkSchema();
  if (schema.level !== "ok") return [schema];
  return [schema, await checkKey(), await checkDeliveries(), await checkJobs()];
}

async function checkSchema(): Promise<Check> {
  const rows = await raw("select tag from schema_migrations order by n");
  const applied = rows.map(([tag]) => String(tag));
  const known = knownMigrations();
  const missing = known.filter((tag) => !applied.includes(tag));
  if (applied.some((tag) => !known.includes(tag)))
    return check(
      "schema",
      "error",
      "The database is newer than this program. Start a later release.",
    );
  if (missing.length > 0)
    return check(
      "schema",
      "warning",
      `Not applied yet: ${missing.join(", ")}. Run: whatscrm migrate`,
    );
  return check("schema", "ok", `All ${known.length} migrations are applied.`);
}

async function checkKey(): Promise<Check> {
  const isRight = await isKeyRight();
  if (isRight === false)
    return check(
      "key",
      "error",
      "The key file is not the one the stored secrets were sealed with. Put the right one back.",
    );
  return check("key", "ok", "Stored secrets open.");
}

async function checkDeliveries(): Promise<Check> {
  const failed = await countDeliveries("failed");
  const pending = await countDeliveries("pending");
  if (failed > 0)
    return check(
      "deliveries",
      "warning",
      `${failed} deliveries from WhatsApp could not be understood. They are kept; see the log.`,
    );
  return check("deliveries", "ok", `${pending} wait.`);
}

async function checkJobs(): Promise<Check> {
  const dead = await countDeadJobs();
  return dead > 0
    ? check(
        "jobs",
        "warning",
        `${dead} background jobs failed for good. See the log for their errors.`,
      )
    : check("jobs", "ok", "None failed for good.");
}
