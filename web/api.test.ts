import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { ApiError, addRoutes, api } from "./api.ts";
import { routes } from "./api-routes-app.gen.ts";
import { fieldErrors } from "./lib/form.ts";
import { currentToken, onSessionEnd, setToken } from "./lib/token.ts";

type Answer = (request: Request, path: string) => Response | Promise<Response>;

const nativeFetch = globalThis.fetch;
const seen: { method: string; path: string; headers: Headers; body: string }[] = [];
let answer: Answer;
let server: ReturnType<typeof Bun.serve>;

const ok = (data: unknown, more = {}) => Response.json({ success: true, data, ...more });
const refuse = (status: number, code: string, details?: unknown) =>
  Response.json({ success: false, error: { code, message: "in English", details } }, { status });
const session = (token: string) => ok({ user: {}, token, refreshToken: "r" });
const hits = (path: string) => seen.filter((one) => one.path === path).length;

beforeAll(() => {
  addRoutes(routes);
  server = Bun.serve({
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      seen.push({
        method: request.method,
        path: pathname + search,
        headers: request.headers,
        body,
      });
      return answer(request, pathname);
    },
  });
  // A browser resolves paths against its page; this process has none.
  globalThis.fetch = Object.assign(
    (input: string | URL | Request, init?: RequestInit) =>
      nativeFetch(typeof input === "string" ? new URL(input, server.url) : input, init),
    { preconnect: nativeFetch.preconnect },
  );
});
afterEach(() => {
  seen.length = 0;
  setToken(null);
});
afterAll(async () => {
  globalThis.fetch = nativeFetch;
  await server.stop(true);
});

const caught = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
};

describe("calling the API", () => {
  test("fills the path, leaves out empty filters and sends the token", async () => {
    setToken("abc");
    answer = () => ok([], { pagination: { limit: 50, nextCursor: null } });

    const list = await api("listMessages", { params: { id: "a/b" }, query: { limit: 20 } });

    expect(list).toEqual({ data: [], pagination: { limit: 50, nextCursor: null } });
    expect(seen[0]?.path).toBe("/api/v1/conversations/a%2Fb/messages?limit=20");
    expect(seen[0]?.headers.get("Authorization")).toBe("Bearer abc");
  });

  test("sends the idempotency key it was given", async () => {
    answer = () => ok({});

    await api("addNote", { params: { id: "1" }, body: { text: "hi" } }, { idempotencyKey: "k-1" });

    expect(seen[0]?.headers.get("Idempotency-Key")).toBe("k-1");
    expect(seen[0]?.body).toBe('{"text":"hi"}');
  });

  test("throws the server's code, status and field details", async () => {
    answer = () => refuse(422, "VALIDATION_ERROR", [{ path: "email", message: "taken" }]);

    const error = await caught(api("forgotPassword", { body: { email: "x" } }));

    expect([error.code, error.status]).toEqual(["VALIDATION_ERROR", 422]);
    expect(fieldErrors(error)).toEqual({ email: "taken" });
  });

  test("knows a proxy's error page from an answer", async () => {
    answer = () => new Response("<h1>Bad gateway</h1>", { status: 502 });

    expect((await caught(api("me", {}))).code).toBe("INTERNAL_ERROR");
  });

  test("says offline when the server cannot be reached", async () => {
    const before = globalThis.fetch;
    globalThis.fetch = Object.assign(() => nativeFetch("http://127.0.0.1:1/"), {
      preconnect: nativeFetch.preconnect,
    });

    const error = await caught(api("me", {}));
    globalThis.fetch = before;

    expect([error.code, error.status]).toEqual(["OFFLINE", 0]);
  });
});

describe("an access token that has expired", () => {
  const expireOnce: Answer = (request, path) => {
    if (path.endsWith("/auth/refresh")) return session("fresh");
    return request.headers.get("Authorization") === "Bearer fresh"
      ? ok({ mine: 1 })
      : refuse(401, "UNAUTHORIZED");
  };

  test("is renewed once for many calls at the same time, and each is repeated", async () => {
    setToken("stale");
    answer = expireOnce;

    const answers = await Promise.all([1, 2, 3].map(() => api("countConversations", {})));

    expect(answers.map((one) => one.mine)).toEqual([1, 1, 1]);
    expect(hits("/api/v1/auth/refresh")).toBe(1);
    expect(currentToken()).toBe("fresh");
  });

  test("ends the session when the refresh cookie is refused", async () => {
    let ended = 0;
    const off = onSessionEnd(() => ended++);
    answer = () => refuse(401, "INVALID_REFRESH");

    const error = await caught(api("me", {}));
    off();

    expect(error.status).toBe(401);
    expect(ended).toBe(1);
  });

  test("keeps the session when the server is only overloaded", async () => {
    let ended = 0;
    const off = onSessionEnd(() => ended++);
    answer = (_, path) =>
      path.endsWith("/auth/refresh") ? refuse(503, "DATABASE_UNAVAILABLE") : refuse(401, "X");

    const error = await caught(api("me", {}));
    off();

    expect(error.status).toBe(503);
    expect(ended).toBe(0);
  });

  test("a wrong password is not answered by a refresh", async () => {
    answer = () => refuse(401, "INVALID_CREDENTIALS");

    const error = await caught(api("login", { body: { email: "a@b.co", password: "x" } }));

    expect(error.code).toBe("INVALID_CREDENTIALS");
    expect(hits("/api/v1/auth/refresh")).toBe(0);
  });
});
