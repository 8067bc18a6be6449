import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Database } from "bun:sqlite";
import pg from "pg";

export type ProbeCode =
  | "bad_url"
  | "refused"
  | "unknown_host"
  | "no_answer"
  | "wrong_password"
  | "no_such_database"
  | "no_rights"
  | "too_old"
  | "wrong_encoding"
  | "not_empty"
  | "not_writable"
  | "other";

export type ProbeResult =
  | {
      ok: true;
      kind: "sqlite" | "postgres";
      /** As the server says it: `17.2`. */
      version: string;
      /** Ours: migrations of this product ran here before. */
      contents: "empty" | "ours";
      /** Row-level security does not bind this role. */
      isSuperuser: boolean;
    }
  | { ok: false; code: ProbeCode; message: string };

const TIMEOUT_MS = 8000;
const MIN_POSTGRES = 140_000;

const failure = (code: ProbeCode, message: string): ProbeResult => ({ ok: false, code, message });

/** Tries a database without changing anything in it, and without fixing the dialect of this process. */
export async function probeDatabase(url: string): Promise<ProbeResult> {
  if (url.startsWith("file:")) return probeSqlite(resolve(url.replace(/^file:(\/\/)?/, "")));
  if (!isPostgresAddress(url)) {
    return failure(
      "bad_url",
      "This is not a database address. It looks like postgres://user:password@host:5432/database, or sqlite.",
    );
  }
  return probePostgres(url);
}

/** A server has a name, or a socket in `?host=`. */
function isPostgresAddress(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { hostname, searchParams } = new URL(url);
  return hostname !== "" || searchParams.has("host");
}

function probeSqlite(path: string): ProbeResult {
  const version = String(sqliteRows(":memory:", "select sqlite_version()")[0]?.[0]);
  if (!existsSync(path)) {
    const folder = existingFolder(dirname(path));
    if (!isWritable(folder))
      return failure("not_writable", `This program may not write to ${folder}.`);
    return { ok: true, kind: "sqlite", version, contents: "empty", isSuperuser: false };
  }
  if (!isWritable(path)) return failure("not_writable", `This program may not write to ${path}.`);
  try {
    const names = sqliteRows(path, "select name from sqlite_master where type = 'table'");
    const contents = ownership(names.map(([name]) => String(name)));
    if (!contents) return notEmpty();
    return { ok: true, kind: "sqlite", version, contents, isSuperuser: false };
  } catch (error) {
    return failure("other", `${path} is not a SQLite database: ${textOf(error)}`);
  }
}

function sqliteRows(path: string, sql: string): unknown[][] {
  const database = new Database(path, path === ":memory:" ? undefined : { readwrite: true });
  try {
    return database.query(sql).values();
  } finally {
    database.close();
  }
}

function existingFolder(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? path : existingFolder(dirname(path));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function probePostgres(url: string): Promise<ProbeResult> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks after the answer must not end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await examine(client);
  } catch (error) {
    return explain(error, new URL(url));
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Facts {
  number: string;
  version: string;
  encoding: string;
  may_create: boolean | null;
  superuser: boolean;
  tables: string[] | null;
}

async function examine(client: pg.Client): Promise<ProbeResult> {
  const { rows } = await client.query<Facts>(`
    select current_setting('server_version_num') as number,
      current_setting('server_version') as version,
      current_setting('server_encoding') as encoding,
      has_schema_privilege(current_schema(), 'CREATE') as may_create,
      (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as superuser,
      (select array_agg(tablename::text) from pg_tables where schemaname = current_schema()) as tables`);
  const [facts] = rows;
  if (!facts) return failure("other", "The database gave no answer.");
  if (Number(facts.number) < MIN_POSTGRES)
    return failure(
      "too_old",
      `This is PostgreSQL ${facts.version}; version 14 or later is needed.`,
    );
  if (facts.encoding !== "UTF8")
    return failure(
      "wrong_encoding",
      `The database is encoded in ${facts.encoding}. Create one with: createdb --encoding UTF8`,
    );
  const contents = ownership(facts.tables ?? []);
  if (!contents) return notEmpty();
  if (facts.may_create !== true)
    return failure(
      "no_rights",
      "This user may not create tables. Make it the owner: ALTER DATABASE … OWNER TO …, or GRANT CREATE ON SCHEMA public TO ….",
    );
  return {
    ok: true,
    kind: "postgres",
    version: facts.version.split(" ")[0] ?? facts.version,
    contents,
    isSuperuser: facts.superuser,
  };
}

const notEmpty = (): ProbeResult =>
  failure(
    "not_empty",
    "This database holds the tables of another application. Choose an empty database.",
  );

function ownership(tables: readonly string[]): "empty" | "ours" | undefined {
  const own = tables.filter((name) => !name.startsWith("sqlite_"));
  if (own.length === 0) return "empty";
  return own.includes("schema_migrations") && (own.length === 1 || own.includes("tenants"))
    ? "ours"
    : undefined;
}

function explain(error: unknown, url: URL): ProbeResult {
  const code = codeOf(error);
  const machine = url.hostname || url.searchParams.get("host") || "";
  const host = url.port === "" ? machine : `${machine}:${url.port}`;
  const name = decodeURIComponent(url.pathname.slice(1));
  const user = decodeURIComponent(url.username);
  if (code === "ECONNREFUSED")
    return failure(
      "refused",
      `No PostgreSQL answers at ${host}: the connection was refused. Is the server running, and does it listen there?`,
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return failure("unknown_host", `There is no machine named ${url.hostname}.`);
  if (code === "28P01" || code === "28000" || /password/i.test(textOf(error)))
    return failure(
      "wrong_password",
      `PostgreSQL refuses the user ${user}: name or password is wrong, or it may not connect from here.`,
    );
  if (code === "3D000")
    return failure(
      "no_such_database",
      `There is no database ${name}. Create it with: createdb ${name}`,
    );
  if (code === "42501")
    return failure("no_rights", `The user ${user} may not use the database ${name}.`);
  if (code === "ETIMEDOUT" || /timeout|timed out/i.test(textOf(error)))
    return failure("no_answer", `${host} does not answer. A firewall may be in the way.`);
  return failure("other", `The database cannot be used: ${textOf(error)}`);
}

/** With several addresses of one host the reasons come bundled. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
const textOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return textOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
