import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Before anything reads the configuration: every test process has its own data directory, and its own SQLite unless DATABASE_URL says Postgres.
const dataDir = mkdtempSync(join(tmpdir(), "whatscrm-test-"));
process.env["WHATSCRM_DATA"] = dataDir;
process.env["LOG_LEVEL"] ??= "silent";
process.env["DATABASE_URL"] ??= `file:${join(dataDir, "test.sqlite")}`;
