import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { loadConfig } from "../config.ts";
import { isPublicAddress } from "./addresses.ts";
import { type OutgoingRequest, request, type Resolver } from "./request.ts";

let server: ReturnType<typeof Bun.serve>;
let asked: { path: string; host: string | null; key: string | null; method: string }[] = [];
beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (req) => {
      const url = new URL(req.url);
      const { pathname: path } = url;
      asked.push({
        path,
        host: req.headers.get("host"),
        key: req.headers.get("authorization"),
        method: req.method,
      });
      if (path === "/to") return Response.redirect(url.searchParams.get("url") ?? "", 302);
      if (path === "/loop") return Response.redirect("/loop", 302);
      if (path === "/large") return new Response("x".repeat(5 * 1024 * 1024));
      if (path === "/slow") await Bun.sleep(3000);
      return new Response(`hello ${await req.text()}`);
    },
  });
});
afterAll(() => server.stop(true));
afterEach(() => {
  asked = [];
  allowPrivate(false);
});

function allowPrivate(yes: boolean): void {
  process.env["ALLOW_PRIVATE_TARGETS"] = yes ? "1" : "0";
  loadConfig({});
}
const order = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: "GET",
  url,
  headers: {},
  body: null,
  timeoutMs: 10_000,
  maxBytes: 1024 * 1024,
  ...more,
});
const here = (path: string): string => `http://127.0.0.1:${server.port}${path}`;
const local: Resolver = async () => [{ address: "127.0.0.1", family: 4 }];

describe("an address", () => {
  const inside = [
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "localhost",
    "",
  ];

  test.each(inside)("%p is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])("%p is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a request of a tenant", () => {
  const refused = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
  ];

  test.each(refused)("to %s is refused", async (url) => {
    expect(await request(order(url))).toEqual({ error: "NOT_ALLOWED" });
  });

  test.each([
    "file:///etc/passwd",
    "ftp://example.com",
    "gopher://example.com",
    "http://user:pw@example.com",
    "no address",
    "",
  ])("to %p is no request", async (url) => {
    expect(await request(order(url))).toEqual({ error: "BAD_ADDRESS" });
  });

  test("to a name that leads inside is refused, also when only one of its addresses does", async () => {
    const mixed: Resolver = async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];

    expect(await request(order("http://shop.example/"), mixed)).toEqual({ error: "NOT_ALLOWED" });
    expect(asked).toEqual([]);
  });

  test("asks for a name once and goes to just that address", async () => {
    allowPrivate(true);
    let times = 0;
    const rebinding: Resolver = async () => [
      { address: times++ === 0 ? "127.0.0.1" : "127.0.0.99", family: 4 },
    ];

    const answer = await request(order(`http://shop.example:${server.port}/x`), rebinding);

    expect(answer).toEqual({ status: 200, body: "hello " });
    expect(times).toBe(1);
    expect(asked[0]?.host).toBe(`shop.example:${server.port}`);
  });

  test("is looked at again at each redirect", async () => {
    const byName: Resolver = async (host) => [
      { address: host === "out.example" ? "127.0.0.1" : "10.0.0.1", family: 4 },
    ];
    allowPrivate(true);
    const start = `http://out.example:${server.port}/to?url=${encodeURIComponent("http://in.example:1/")}`;
    const followed = request(order(start), async (host) => {
      // From the second name on nothing inside may be reached any more.
      if (host === "in.example") allowPrivate(false);
      return byName(host);
    });

    expect(await followed).toEqual({ error: "NOT_ALLOWED" });
  });

  test("does not carry its key to another host", async () => {
    allowPrivate(true);
    const target = `http://other.example:${server.port}/end`;
    const url = `http://out.example:${server.port}/to?url=${encodeURIComponent(target)}`;

    await request(order(url, { headers: { Authorization: "Bearer key" } }), local);

    expect(asked.map(({ path, key }) => [path, key])).toEqual([
      ["/to", "Bearer key"],
      ["/end", null],
    ]);
  });

  test("ends after some redirects", async () => {
    allowPrivate(true);

    expect(await request(order(here("/loop")))).toEqual({ error: "TOO_MANY_REDIRECTS" });
  });

  test("takes no answer of 5 MB and waits for no slow one", async () => {
    allowPrivate(true);

    expect(await request(order(here("/large")))).toEqual({ error: "TOO_LARGE" });
    expect(await request(order(here("/slow"), { timeoutMs: 200 }))).toEqual({ error: "TIMEOUT" });
  });

  test("carries a body, and no header that would end before its line does", async () => {
    allowPrivate(true);

    const posted = await request(order(here("/x"), { method: "POST", body: "world" }));
    const split = await request(order(here("/x"), { headers: { "X-A": "1\r\nHost: evil" } }));

    expect(posted).toEqual({ status: 200, body: "hello world" });
    expect(split).toEqual({ error: "BAD_ADDRESS" });
  });

  test("where nobody listens says so", async () => {
    allowPrivate(true);

    expect(await request(order("http://127.0.0.1:1/"))).toEqual({ error: "UNREACHABLE" });
  });
});
