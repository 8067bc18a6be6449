/** All tests: on SQLite, again on Postgres, then the built executable in a browser. Ends with `N passed, N failed`. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { generateAssets } from "./gen-assets.ts";
import { generateClient } from "./gen-client.ts";
import { generateI18n } from "./gen-i18n.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

const root = join(import.meta.dir, "..");
const totals = { passed: 0, failed: 0, skipped: 0 };

async function suite(name: string, paths: string[], env: Record<string, string>): Promise<void> {
  console.log(`\n── ${name}`);
  const child = Bun.spawn([process.execPath, "test", "--timeout", "90000", ...paths], {
    cwd: root,
    env: { ...process.env, ...env },
    stdout: "inherit",
    stderr: "pipe",
  });
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stderr) {
    const text = decoder.decode(chunk, { stream: true });
    output += text;
    // What passes is only counted.
    process.stderr.write(text.replaceAll(/^\(pass\).*\n/gm, ""));
  }
  const code = await child.exited;
  const count = (what: string): number =>
    Number(new RegExp(`^\\s*(\\d+) ${what}$`, "m").exec(output)?.[1] ?? 0);
  totals.passed += count("pass");
  totals.skipped += count("skip");
  // A file that cannot be loaded is a failure that no test reports.
  const failed = Math.max(
    count("fail") + (/^\s*(\d+) errors?$/m.test(output) ? 1 : 0),
    code === 0 ? 0 : 1,
  );
  totals.failed += failed;
}

async function postgres(): Promise<TestPostgres | undefined> {
  try {
    return await startPostgres();
  } catch (error) {
    console.error("Postgres could not be started:", error);
    totals.failed++;
    return undefined;
  }
}

/** The system's browser, else Debian's where we may install it. */
function findChromium(): string | undefined {
  const find = (): string | undefined =>
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
      existsSync(path),
    );
  const known = find();
  if (known || process.getuid?.() !== 0) return known;
  console.log("Installing Chromium for the browser tests …");
  Bun.spawnSync([
    "sh",
    "-c",
    "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null",
  ]);
  return find();
}

await generateClient();
await generateI18n();
if (!existsSync(join(root, "src/http/assets.gen.ts"))) await generateAssets();

const server = await postgres();
await suite("SQLite", ["src", "installer", "web", "scripts"], {});
if (server)
  await suite("Postgres", ["src", "installer"], {
    DATABASE_URL: await server.createDatabase("whatscrm_suite"),
  });

const stories = readdirSync(join(root, "test/e2e")).filter((name) => name.endsWith(".test.ts"));
const chromium = findChromium();
if (!chromium) {
  console.log(
    "No Chromium on this machine: install it (apt-get install chromium) to run the browser tests.",
  );
  totals.skipped += stories.length;
} else if (stories.length > 0) {
  const build = Bun.spawnSync([process.execPath, "scripts/build.ts"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (build.exitCode === 0) {
    const env = {
      CHROMIUM: chromium,
      ...(server ? { E2E_DATABASE_URL: await server.createDatabase("whatscrm_e2e") } : {}),
    };
    await suite("The executable in Chromium", ["test/e2e"], env);
  } else totals.failed++;
}
await server?.stop();

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
