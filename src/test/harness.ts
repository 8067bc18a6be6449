import { createApp } from "../app.ts";
import { authenticate } from "../accounts/authenticate.ts";
import { hashPassword } from "../accounts/passwords.ts";
import { insertUser, type TenantRow, type UserRow } from "../accounts/queries.ts";
import { registerTenant } from "../accounts/register.ts";
import { issueTokens, type TokenPair } from "../accounts/session-tokens.ts";
import { asTenant, openDatabase } from "../db/index.ts";
import { migrate } from "../db/migrate.ts";
import { features } from "../features.ts";
import { requireShape } from "./shapes.ts";

export const PASSWORD = "correct horse battery";

type Who = "admin" | "user" | "agent" | "nobody";
type Parsed = ReturnType<JSON["parse"]>;

export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed JSON, or the text when it is none. */
  body: Parsed;
}
type Send = (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
type Get = (path: string, headers?: Record<string, string>) => Promise<Answer>;
export interface Client {
  get: Get;
  post: Send;
  put: Send;
  patch: Send;
  delete: Send;
}
export interface TestTenant {
  id: string;
  tenant: TenantRow;
  owner: UserRow;
  agent: UserRow;
  /** Runs `fn` in this tenant's scope. */
  within: <T>(fn: () => Promise<T>) => Promise<T>;
  /** A bearer token of a user of this tenant. */
  tokenOf: (who: Exclude<Who, "nobody">) => Promise<string>;
  /** One more signed-in user. */
  addUser: (role: "user" | "agent") => Promise<{ user: UserRow; token: string }>;
}

let ready: Promise<ReturnType<typeof createApp>> | undefined;

async function prepare(): Promise<ReturnType<typeof createApp>> {
  await migrate();
  await openDatabase();
  return createApp(features, authenticate);
}

/** The real app on the real database of this test run; every call brings its own default tenant. */
export async function harness() {
  ready ??= prepare();
  const app = await ready;
  const ip = `10.${byte()}.${byte()}.${byte()}`;
  const own = await aTenant();

  const client = (token: () => Promise<string | undefined>): Client => {
    const send =
      (method: string): Send =>
      async (path, body, headers = {}) => {
        const bearer = await token();
        const init = {
          method,
          headers: {
            ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            ...headers,
          },
          ...(body === undefined
            ? {}
            : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        };
        const url = /^\/(api\/|hooks|healthz|readyz|metrics|phone|docs|install)\b/.test(path)
          ? path
          : `/api/v1${path}`;
        const response = await app.request(url, init, { ip });
        const answer = parse(await response.text());
        if (response.ok) requireShape(method, path, answer);
        return { status: response.status, headers: response.headers, body: answer };
      };
    const get = send("GET");
    return {
      get: (path, headers) => get(path, undefined, headers),
      post: send("POST"),
      put: send("PUT"),
      patch: send("PATCH"),
      delete: send("DELETE"),
    };
  };
  const as = (who: Who, tenant: TestTenant = own): Client =>
    client(async () => (who === "nobody" ? undefined : tenant.tokenOf(who)));
  const withToken = (token: string): Client => client(async () => token);

  return { app, ip, tenant: own, aTenant, as, withToken };
}

/** A registered tenant with an owner (`user`) and an agent, both with the password PASSWORD. */
export async function aTenant(name = "Test tenant"): Promise<TestTenant> {
  const unique = crypto.randomUUID();
  const { tenant, owner } = await registerTenant({
    tenantName: name,
    email: `owner-${unique}@example.com`,
    password: PASSWORD,
    firstName: "Olive",
    lastName: "Owner",
  });
  const within = <T>(fn: () => Promise<T>): Promise<T> => asTenant(tenant.id, fn);
  const agent = await within(() => aUser("agent"));
  const tokens = new Map<Who, Promise<string>>();
  const signIn = async (who: Exclude<Who, "nobody">): Promise<string> => {
    const user =
      who === "user" ? owner : who === "agent" ? agent : await within(() => aUser("admin"));
    return (await tokensFor(user)).token;
  };
  return {
    id: tenant.id,
    tenant,
    owner,
    agent,
    within,
    tokenOf: (who) => {
      const token = tokens.get(who) ?? signIn(who);
      tokens.set(who, token);
      return token;
    },
    addUser: async (role) => {
      const user = await within(() => aUser(role));
      return { user, token: (await tokensFor(user)).token };
    },
  };
}

const tokensFor = (user: UserRow): Promise<TokenPair> =>
  asTenant(user.tenantId, () => issueTokens(user));

let passwordHash: Promise<string> | undefined;

/** In the current tenant. */
async function aUser(role: "admin" | "user" | "agent"): Promise<UserRow> {
  passwordHash ??= hashPassword(PASSWORD);
  const user = await insertUser({
    email: `${role}-${crypto.randomUUID()}@example.com`,
    passwordHash: await passwordHash,
    role,
    firstName: role === "agent" ? "Ada" : "Uma",
    lastName: role,
    settings: {},
  });
  if (!user) throw new Error("the address of a test user was taken");
  return user;
}

const byte = (): number => Math.floor(Math.random() * 256);

function parse(text: string): Parsed {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
