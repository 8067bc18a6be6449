import { lookup as resolve } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { config } from "../config.ts";
import { isPublicAddress } from "./addresses.ts";

export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  timeoutMs: number;
  /** What is longer is cut off and counts as a failure. */
  maxBytes: number;
}
export type OutgoingAnswer =
  | { status: number; body: string }
  | {
      error:
        | "BAD_ADDRESS"
        | "NOT_ALLOWED"
        | "NOT_FOUND"
        | "TIMEOUT"
        | "TOO_LARGE"
        | "TOO_MANY_REDIRECTS"
        | "UNREACHABLE";
    };

type Address = { address: string; family: number };
/** Names to addresses; tests bring their own. */
export type Resolver = (host: string) => Promise<Address[]>;

const MAX_REDIRECTS = 3;
const systemResolver: Resolver = (host) => resolve(host, { all: true });

/**
 * A request to wherever a tenant says. It reaches only public addresses unless the operator allows others: each
 * hop's name is resolved once, all its addresses are looked at, and the connection goes to just those.
 */
export async function request(
  order: OutgoingRequest,
  resolver: Resolver = systemResolver,
): Promise<OutgoingAnswer> {
  const deadline = AbortSignal.timeout(order.timeoutMs);
  let { url, method, body, headers } = order;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const target = parse(url);
    if (!target) return { error: "BAD_ADDRESS" };
    const addresses = await allowed(target.hostname, resolver, deadline);
    if (!Array.isArray(addresses)) return addresses;
    const answer = await exchange({ ...order, method, body, headers }, target, addresses, deadline);
    if ("error" in answer) return answer;
    if (answer.location === null) return { status: answer.status, body: answer.body };
    const next = URL.parse(answer.location, url);
    if (!next) return { error: "BAD_ADDRESS" };
    // A key meant for one host is not carried to another.
    if (next.origin !== target.origin) headers = withoutKeys(headers);
    if (
      answer.status === 303 ||
      (answer.status !== 307 && answer.status !== 308 && method === "POST")
    )
      [method, body] = ["GET", null];
    url = next.href;
  }
  return { error: "TOO_MANY_REDIRECTS" };
}

function parse(text: string): URL | undefined {
  const url = URL.parse(text.trim());
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return url && isWeb && url.username === "" && url.password === "" ? url : undefined;
}

const withoutKeys = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) =>
      /^(accept|content-type|idempotency-key)$/i.test(name),
    ),
  );

async function allowed(
  hostname: string,
  resolver: Resolver,
  deadline: AbortSignal,
): Promise<Address[] | { error: "NOT_ALLOWED" | "NOT_FOUND" | "TIMEOUT" }> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const found = family
    ? [{ address: host, family }]
    : await Promise.race([resolver(host).catch(() => []), expired(deadline)]);
  if (found === "expired") return { error: "TIMEOUT" };
  if (found.length === 0) return { error: "NOT_FOUND" };
  const isFine =
    config().allowPrivateTargets || found.every(({ address }) => isPublicAddress(address));
  return isFine ? found : { error: "NOT_ALLOWED" };
}

const expired = (deadline: AbortSignal): Promise<"expired"> =>
  new Promise((resume) => {
    if (deadline.aborted) resume("expired");
    else deadline.addEventListener("abort", () => resume("expired"), { once: true });
  });

const isHeader = (name: string, value: string): boolean =>
  /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);

type Hop =
  | { status: number; body: string; location: string | null }
  | Extract<OutgoingAnswer, { error: string }>;

function exchange(
  { method, headers, body, maxBytes }: OutgoingRequest,
  url: URL,
  addresses: Address[],
  signal: AbortSignal,
): Promise<Hop> {
  // A header that cannot be written throws at once.
  if (Object.entries(headers).some(([name, value]) => !isHeader(name, value)))
    return Promise.resolve({ error: "BAD_ADDRESS" });
  const speak = url.protocol === "https:" ? https.request : http.request;
  return new Promise((settle) => {
    const failed = (): void => settle({ error: signal.aborted ? "TIMEOUT" : "UNREACHABLE" });
    const call = speak(
      url,
      {
        method,
        signal,
        agent: false,
        headers: {
          ...headers,
          "User-Agent": "WhatsCRM",
          ...(body === null ? {} : { "Content-Length": Buffer.byteLength(body) }),
        },
        // Nobody is asked again for the name: the answer could be another one now.
        lookup: (_host, options, done) => {
          const [first] = addresses;
          if (options.all) done(null, addresses);
          else done(null, first?.address ?? "", first?.family ?? 4);
        },
      },
      (response) => {
        const { statusCode: status = 0 } = response;
        const location = status >= 300 && status < 400 ? (response.headers.location ?? null) : null;
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) {
            settle({ error: "TOO_LARGE" });
            call.destroy();
          } else chunks.push(chunk);
        });
        response.on("end", () =>
          settle({ status, body: Buffer.concat(chunks).toString("utf8"), location }),
        );
        response.on("error", failed);
        response.on("aborted", failed);
      },
    );
    call.on("error", failed);
    if (body !== null) call.write(body);
    call.end();
  });
}
