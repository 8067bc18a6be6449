import pg from "pg";

const given = process.env["DATABASE_URL"] ?? "";

/** An empty place in the Postgres database of this test run. */
export async function anEmptySchema(): Promise<string> {
  const schema = `install_${crypto.randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const url = new URL(given);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.href;
}
