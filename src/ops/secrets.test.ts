import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { META } from "../../test/support/meta.ts";
import {
  aDataDir,
  ADDRESS_OF_OWNER,
  installed,
  PASSWORD_OF_OWNER,
  type Running,
  serving,
  until,
} from "../test/program.ts";

setDefaultTimeout(120_000);

let server: Running;
let token = "";
const secrets: string[] = [PASSWORD_OF_OWNER];

beforeAll(async () => {
  const dataDir = aDataDir();
  expect((await installed(dataDir)).code).toBe(0);
  server = await serving(dataDir, {
    LOG_LEVEL: "trace",
    // Nobody listens there, so that failures are told of, too.
    WHATSAPP_API_URL: "http://127.0.0.1:9/v25.0",
  });
}, 120_000);
afterAll(async () => void (await server.stop()));

async function call(method: string, path: string, body?: unknown, bearer = token) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      "Content-Type": "application/json",
      ...(bearer === "" ? {} : { Authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    data: text.startsWith("{") ? JSON.parse(text).data : undefined,
  };
}
const secret = (): string => {
  const made = `never-${crypto.randomUUID()}`;
  secrets.push(made);
  return made;
};

describe("the log, at its most talkative", () => {
  test("never tells a password, a token, a key or a credential", async () => {
    const login = { email: ADDRESS_OF_OWNER, password: PASSWORD_OF_OWNER };
    const { data } = await call("POST", "/api/v1/auth/login", login, "");
    token = data.token;
    secrets.push(data.token, data.refreshToken);
    await call("POST", "/api/v1/auth/login", { ...login, password: secret() }, "");
    await call("POST", "/api/v1/auth/login", `{"password":"${secret()}"`, "");
    await call("GET", "/api/v1/auth/me", undefined, secret());
    await call("POST", "/api/v1/auth/refresh", { refreshToken: secret() }, "");
    await call("POST", "/api/v1/auth/reset-password", { token: secret(), password: secret() }, "");
    await call("GET", `/reset-password?token=${secret()}`, undefined, "");
    await call("GET", `/install?token=${secret()}`, undefined, "");
    await call("GET", `/api/v1/realtime?ticket=${secret()}`, undefined, "");
    const user = { email: "new@example.com", password: secret(), firstName: "N" };
    expect((await call("POST", "/api/v1/users", user)).status).toBe(201);
    const permissions = { scopes: ["contacts.read"] };
    const key = await call("POST", "/api/v1/api-keys", { name: "k", permissions });
    secrets.push(key.data.key);
    await call("GET", "/api/v1/contacts", undefined, key.data.key);
    const ticket = await call("POST", "/api/v1/realtime/ticket");
    secrets.push(ticket.data.ticket);
    const metaCredentials = {
      ...META,
      accessToken: secret(),
      appSecret: secret(),
      verifyToken: secret(),
    };
    const connection = await call("POST", "/api/v1/whatsapp/connections", {
      name: "Shop",
      connectionType: "meta_api",
      metaCredentials,
    });
    expect(connection.status).toBe(201);
    const hook = `/hooks/whatsapp/${connection.data.id}`;
    await call("GET", `${hook}?hub.mode=subscribe&hub.verify_token=${secret()}`, undefined, "");
    await call("POST", hook, "{}", "");

    // The mail below is the last thing asked for: once it is told, so is all before it.
    await call("POST", "/api/v1/auth/forgot-password", { email: ADDRESS_OF_OWNER }, "");
    await until(() => server.output().includes("password-reset"), 60_000);

    expect(secrets.length).toBeGreaterThan(15);
    expect(secrets.filter((one) => server.output().includes(one))).toEqual([]);
  });

  test("tells of a mail nobody could send, whose link works, and once a password is set no more", async () => {
    const link = /\/reset-password\?token=([\w-]+)/.exec(server.output())?.[1] ?? "";
    const reset = { token: link, password: "quite another password" };

    const first = await call("POST", "/api/v1/auth/reset-password", reset, "");
    const second = await call("POST", "/api/v1/auth/reset-password", reset, "");

    expect([first.status, second.status]).toEqual([200, 422]);
  });
});
