import { createHash } from "node:crypto";
import type {
  ChannelHost,
  DownloadResult,
  InboundMedia,
  OutboundMedia,
  SendFailure,
  UploadResult,
} from "../channel.ts";
import { envelopeError, failureOf } from "./errors.ts";
import { bag, parseLossless, str } from "./json.ts";
import { type Credentials, UNREACHABLE, USER_AGENT } from "./send.ts";

/** Uploaded files live 30 days; a day is kept as margin. */
const UPLOAD_LIFETIME_MS = 29 * 86_400_000;
const TIMEOUT_MS = 120_000;
const MAX_REDIRECTS = 3;

const MEDIA_HOSTS = [
  /^lookaside\.fbsbx\.com$/,
  /\.fbcdn\.net$/,
  /(^|\.)facebook\.com$/,
  /\.whatsapp\.net$/,
];

export async function uploadMedia(
  credentials: Credentials,
  media: OutboundMedia,
  host: ChannelHost,
): Promise<UploadResult> {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", media.mimeType);
  form.set("file", new File([media.bytes], media.fileName, { type: media.mimeType }));
  const answer = await graph(
    credentials,
    `${host.graphUrl}/${credentials.phoneNumberId}/media`,
    { method: "POST", body: form },
    host,
  );
  if (!answer.ok) return answer;
  const remoteId = str(bag(answer.body)["id"]);
  if (remoteId === undefined) return { ok: false, ...UNREADABLE };
  return { ok: true, remoteId, expiresAt: host.now() + UPLOAD_LIFETIME_MS };
}

export async function downloadMedia(
  credentials: Credentials,
  media: InboundMedia,
  maxBytes: number,
  host: ChannelHost,
): Promise<DownloadResult> {
  // An address lives five minutes: one that is gone is asked for once more.
  for (let attempt = 0; ; attempt++) {
    const found = await graph(
      credentials,
      `${host.graphUrl}/${encodeURIComponent(media.remoteId)}?phone_number_id=${credentials.phoneNumberId}`,
      { method: "GET" },
      host,
    );
    if (!found.ok) return found;
    const url = str(bag(found.body)["url"]);
    if (url === undefined) return { ok: false, ...UNREADABLE };
    const result = await fetchFile(credentials, url, maxBytes, host);
    if (result === "gone" && attempt === 0) continue;
    if (result === "gone")
      return {
        ok: false,
        code: "GONE",
        reason: "The file is no longer at WhatsApp.",
        next: "fail",
      };
    return result.ok && !isWhole(result.bytes, media.sha256 ?? str(bag(found.body)["sha256"]))
      ? { ok: false, ...DAMAGED }
      : result;
  }
}

/** Webhooks state the hash in base64, the media endpoint in hex; other spellings prove nothing. */
function isWhole(bytes: Uint8Array, stated: string | undefined): boolean {
  const isHex = /^[\da-f]{64}$/i.test(stated ?? "");
  if (stated === undefined || (!isHex && !/^[\w+/-]{43}=?$/.test(stated))) return true;
  return createHash("sha256")
    .update(bytes)
    .digest()
    .equals(Buffer.from(stated, isHex ? "hex" : "base64"));
}

const DAMAGED: SendFailure = {
  code: "DAMAGED",
  reason: "The file arrived incomplete.",
  next: "retry",
};

/** The token only goes to hosts of Meta's, or to the Graph server itself, and never along with a redirect. */
function isAllowed(url: URL, graphUrl: string): boolean {
  if (url.origin === new URL(graphUrl).origin) return true;
  return (
    url.protocol === "https:" &&
    url.port === "" &&
    MEDIA_HOSTS.some((known) => known.test(url.hostname))
  );
}

async function fetchFile(
  credentials: Credentials,
  address: string,
  maxBytes: number,
  host: ChannelHost,
): Promise<DownloadResult | "gone"> {
  let url = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!URL.canParse(url) || !isAllowed(new URL(url), host.graphUrl)) {
      return {
        ok: false,
        code: "FOREIGN_HOST",
        reason: "The file lies at an address that is not WhatsApp's.",
        next: "fail",
      };
    }
    const headers: Record<string, string> = { "User-Agent": USER_AGENT };
    if (hop === 0) headers["Authorization"] = `Bearer ${credentials.accessToken}`;
    let response: Response;
    try {
      response = await host.fetch(url, {
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const next =
        response.status >= 300 && response.status < 400 ? response.headers.get("Location") : null;
      if (next !== null) {
        url = new URL(next, url).href;
        continue;
      }
      if (response.status === 404) return "gone";
      if (!response.ok) return { ok: false, ...UNREACHABLE };
      return await readFile(response, maxBytes);
    } catch {
      return { ok: false, ...UNREACHABLE };
    }
  }
  return {
    ok: false,
    code: "TOO_MANY_REDIRECTS",
    reason: "WhatsApp sent us in circles for this file.",
    next: "retry",
  };
}

async function readFile(response: Response, maxBytes: number): Promise<DownloadResult> {
  const tooLarge: DownloadResult = {
    ok: false,
    code: "TOO_LARGE",
    reason: "The file is larger than 100 MB.",
    next: "fail",
  };
  if (Number(response.headers.get("Content-Length") ?? 0) > maxBytes) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return tooLarge;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return {
    ok: true,
    bytes,
    mimeType: response.headers.get("Content-Type")?.split(";")[0]?.trim() ?? "",
  };
}

const UNREADABLE: SendFailure = {
  code: "NO_ANSWER",
  reason: "WhatsApp's answer could not be understood.",
  next: "retry",
};

/** A call that changes nothing for the contact, so it may be repeated at will. */
export async function graph(
  { accessToken }: Credentials,
  url: string,
  init: RequestInit,
  host: ChannelHost,
): Promise<{ ok: true; body: unknown } | ({ ok: false } & SendFailure)> {
  try {
    const headers = { Authorization: `Bearer ${accessToken}`, "User-Agent": USER_AGENT };
    const response = await host.fetch(url, {
      ...init,
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = parseLossless(await response.text());
    const error = envelopeError(body);
    if (error) return { ok: false, ...failureOf(error, { status: response.status }) };
    return response.ok ? { ok: true, body } : { ok: false, ...UNREADABLE };
  } catch {
    return { ok: false, ...UNREACHABLE };
  }
}
