/** Generates the migrations of both dialects and the module that embeds them. `--embed` only rewrites the module. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const root = join(import.meta.dir, "..");
const Journal = z.object({ entries: z.array(z.object({ tag: z.string() })) });

if (!process.argv.includes("--embed")) {
  for (const url of ["file:none", "postgres://none"]) {
    const kit = Bun.spawnSync(
      [
        process.execPath,
        "--bun",
        join(root, "node_modules/.bin/drizzle-kit"),
        "generate",
        ...process.argv.slice(2),
      ],
      {
        cwd: root,
        env: { ...process.env, DATABASE_URL: url },
        stdio: ["inherit", "inherit", "inherit"],
      },
    );
    if (kit.exitCode !== 0) process.exit(kit.exitCode);
  }
}

let module = "// Written by scripts/gen-migrations.ts.\n";
const lists: string[] = [];
for (const dialect of ["sqlite", "postgres"] as const) {
  const journal = Journal.parse(
    JSON.parse(readFileSync(join(root, "migrations", dialect, "meta/_journal.json"), "utf8")),
  );
  const names = journal.entries.map(({ tag }, i) => {
    openSchema(join(root, "migrations", dialect, `${tag}.sql`));
    module += `import ${dialect}${i} from "./${dialect}/${tag}.sql" with { type: "text" };\n`;
    return `  { tag: "${tag}", sql: ${dialect}${i} },`;
  });
  lists.push(`export const ${dialect}: readonly Migration[] = [\n${names.join("\n")}\n];\n`);
}
module += "\nexport interface Migration {\n  tag: string;\n  sql: string;\n}\n\n";
writeFileSync(join(root, "migrations/index.ts"), module + lists.join("\n"));

/** References follow the search path, so the tables may live in any schema. */
function openSchema(path: string): void {
  const sql = readFileSync(path, "utf8");
  if (sql.includes('"public".')) writeFileSync(path, sql.replaceAll('"public".', ""));
}
