import { sniffMime } from "../lib/sniff.ts";

const UNKNOWN = "application/octet-stream";
const ACTIVE =
  /^(text\/html|text\/xml|text\/javascript|image\/svg\+xml|application\/(xhtml|xml|javascript|ecmascript))/;
const PLAIN = /^(text\/(plain|csv|calendar|vcard|rtf)|application\/(json|rtf))$/;
/** Containers whose content only the sender knows. */
const INSIDE: Record<string, RegExp> = {
  "application/zip":
    /^application\/(vnd\.openxmlformats-officedocument\.|vnd\.oasis\.opendocument\.|epub\+zip)/,
  "application/x-ole-storage": /^application\/(msword|vnd\.ms-)/,
  "audio/ogg": /^audio\/(ogg|opus)$/,
  "video/mp4": /^(audio|video)\/mp4$/,
  "video/webm": /^(audio|video)\/webm$/,
};

/** The type to store: what the bytes show; the sender's word only where bytes cannot tell and nothing could run. */
export function trueType(head: Uint8Array, claimed: string | undefined): string {
  const claim = (claimed ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const seen = sniffMime(head);
  if (seen === undefined) return PLAIN.test(claim) ? claim : UNKNOWN;
  if (ACTIVE.test(seen)) return UNKNOWN;
  return INSIDE[seen]?.test(claim) ? claim : seen;
}

/** Whether a browser may show it in place; everything else is a download. */
export const isInline = (mimeType: string): boolean =>
  /^(image\/(jpeg|png|gif|webp|avif)|audio\/[\w.-]+|video\/[\w.-]+)$/.test(mimeType);

/** The last part of a path, without what shells, headers or eyes could trip over. */
export function safeFileName(name: string | undefined): string | null {
  const base = (name ?? "").normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const clean = base
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}"<>|?*:;]/gu, "")
    .replace(/^[.\s]+/, "")
    .trim();
  return clean === "" ? null : shorten(clean);
}

const MAX_NAME = 200;

function shorten(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  return name.slice(0, MAX_NAME - extension.length).toWellFormed() + extension;
}

/** RFC 6266, with a plain fallback for old clients. */
export function contentDisposition(mimeType: string, fileName: string | null): string {
  const how = isInline(mimeType) ? "inline" : "attachment";
  const name = fileName ?? "file";
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*!]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
