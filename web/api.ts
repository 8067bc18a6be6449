import type { ApiContract } from "../src/api.ts";
import type { Received, Route, Sent } from "../src/lib/contract.ts";
import type { Media } from "../src/media/schema.ts";
import { routes } from "./api-routes.gen.ts";
import { ApiError } from "./lib/api-error.ts";
import { isRecord } from "./lib/record.ts";
import { currentToken, refreshToken } from "./lib/token.ts";

export { ApiError, explain } from "./lib/api-error.ts";

const base = "/api/v1";
const timeoutMs = 30_000;

type Routes = Readonly<Record<string, readonly [method: string, path: string]>>;
let known: Routes = routes;

/** Signing in knows its own few; a page that calls more brings them along. */
export function addRoutes(more: Routes): void {
  known = { ...known, ...more };
}

export type ApiKey = keyof ApiContract;
export type ApiSent<K extends ApiKey> = Sent<ApiContract[K]>;
export type ApiReceived<K extends ApiKey> = ApiContract[K] extends Route
  ? Received<ApiContract[K]>
  : never;
/** One row of a list route. */
export type ApiRow<K extends ApiKey> =
  ApiReceived<K> extends { data: (infer Row)[]; pagination: unknown } ? Row : never;

export interface CallOptions {
  signal?: AbortSignal;
  /** Same key and same body: the server acts once, however often this is sent. */
  idempotencyKey?: string;
}

interface Parts {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/** `api("getContact", { params: { id } })`; lists answer `{ data, pagination }`. Throws `ApiError`. */
export async function api<K extends ApiKey>(
  key: K,
  send: ApiSent<K>,
  options: CallOptions = {},
): Promise<ApiReceived<K>> {
  const route = known[key];
  if (!route) throw new Error(`no route is called ${key}`);
  const [method, path] = route;
  const parts: Parts = send;
  const request: Outgoing = { method, url: base + fill(path, parts.params) + search(parts.query) };
  if (parts.body !== undefined) request.body = JSON.stringify(parts.body);
  return unwrap(await authorised(request, options));
}

export const serverAnswers = (): Promise<boolean> =>
  fetch("/healthz").then(
    ({ ok }) => ok,
    () => false,
  );

interface Outgoing {
  method: string;
  url: string;
  body?: string;
}

async function authorised(request: Outgoing, options: CallOptions): Promise<Response> {
  const response = await attempt(request, options);
  if (response.status !== 401 || request.url.startsWith(`${base}/auth/log`)) return response;
  await refreshToken();
  return attempt(request, options);
}

async function attempt({ method, url, body }: Outgoing, options: CallOptions): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  const token = currentToken();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  const patience = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
  try {
    return await fetch(url, {
      method,
      headers,
      signal,
      body: body ?? null,
      credentials: "same-origin",
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(patience.aborted ? "TIMEOUT" : "OFFLINE", 0, String(error));
  }
}

/** The declared type is what the contract promises; this is the one place that trusts it. */
async function unwrap<T>(response: Response): Promise<T> {
  const text = await response.text();
  return open(text, response.status, response.headers.get("Retry-After"));
}

function open<T>(text: string, status: number, retryAfter: string | null): T {
  const answer = parse(text);
  if (answer?.success === true) {
    const { success: _, ...listed } = answer;
    return listed.pagination ? listed : listed.data;
  }
  const error = isRecord(answer?.error) ? answer.error : {};
  const fallback =
    status === 429 ? "RATE_LIMITED" : status >= 500 ? "INTERNAL_ERROR" : "BAD_ANSWER";
  throw new ApiError(
    typeof error["code"] === "string" ? error["code"] : fallback,
    status,
    typeof error["message"] === "string" ? error["message"] : "",
    error["details"],
    retryAfter ? Number(retryAfter) * 1000 : undefined,
  );
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fill(path: string, params: unknown): string {
  const values = isRecord(params) ? params : {};
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function search(query: unknown): string {
  if (!isRecord(query)) return "";
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (isPlain(value) && value !== "") pairs.set(name, String(value));
  const text = pairs.toString();
  return text && `?${text}`;
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

export interface UploadOptions {
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Stores a file for sending; `fetch` cannot report how far an upload is. */
export async function uploadMedia(file: File, options: UploadOptions = {}): Promise<Media> {
  const first = await sendFile("/media/upload", file, options);
  if (first.status !== 401) return open(first.text, first.status, null);
  await refreshToken();
  const second = await sendFile("/media/upload", file, options);
  return open(second.text, second.status, null);
}

/** Stores a file on the simulated phone, for a contact to send. */
export async function uploadToPhone(
  connectionId: string,
  file: File,
): Promise<{ mediaId: string; mimeType: string }> {
  const { text, status } = await sendFile(`/sandbox/${connectionId}/media`, file, {});
  return open(text, status, null);
}

function sendFile(path: string, file: File, { signal, onProgress }: UploadOptions) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const form = new FormData();
    form.set("file", file);
    const xhr = new XMLHttpRequest();
    xhr.open("POST", base + path);
    const token = currentToken();
    if (token) xhr.setRequestHeader("Authorization", `Bearer ${token}`);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText });
    xhr.onerror = () => reject(new ApiError("OFFLINE", 0, "The upload was interrupted."));
    xhr.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    signal?.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(form);
  });
}
