import pg from "pg";

const given = process.env["DATABASE_URL"] ?? "";

/** An empty place in the Postgres database of this test run. */
export async function anEmptySchema({ mayCreate = true } = {}): Promise<string> {
  const schema = `install_${crypto.randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  await client.query(`create schema ${schema}`);
  if (!mayCreate) await client.query(`revoke create on schema ${schema} from current_user`);
  await client.end();
  const url = new URL(given);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.href;
}
