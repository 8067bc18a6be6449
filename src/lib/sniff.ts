export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";

const text = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

const MAGIC: [string, string][] = [
  ["\xff\xd8\xff", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["%PDF-", "application/pdf"],
  ["OggS", "audio/ogg"],
  ["#!AMR", "audio/amr"],
  ["ID3", "audio/mpeg"],
  ["\xff\xfb", "audio/mpeg"],
  ["\xff\xf3", "audio/mpeg"],
  ["\xff\xf2", "audio/mpeg"],
  ["\xff\xf1", "audio/aac"],
  ["\xff\xf9", "audio/aac"],
  ["\x1a\x45\xdf\xa3", "video/webm"],
  ["PK\x03\x04", "application/zip"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"],
  ["\x1f\x8b", "application/gzip"],
  ["Rar!\x1a\x07", "application/vnd.rar"],
  ["7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"],
];

/** What the bytes are, whatever a sender claims; undefined when their first kilobytes do not tell. */
export function sniffMime(bytes: Uint8Array): string | undefined {
  const start = text(bytes, 0, 16);
  if (start.startsWith("RIFF")) {
    const form = start.slice(8, 12);
    if (form === "WEBP") return "image/webp";
    if (form === "WAVE") return "audio/wav";
  }
  if (start.slice(4, 8) === "ftyp") return isoMedia(start.slice(8, 12));
  const magic = MAGIC.find(([mark]) => start.startsWith(mark));
  return magic?.[1] ?? markup(bytes);
}

function isoMedia(brand: string): string {
  if (brand.startsWith("M4A") || brand.startsWith("M4B")) return "audio/mp4";
  if (brand.startsWith("3g")) return "video/3gpp";
  if (brand === "qt  ") return "video/quicktime";
  if (/^(heic|heix|mif1|msf1|avif)$/.test(brand))
    return brand === "avif" ? "image/avif" : "image/heic";
  return "video/mp4";
}

/** Markup that a browser would run. */
function markup(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder()
    .decode(bytes.subarray(0, 2048))
    .replace(/^\uFEFF/, "")
    .trimStart()
    .toLowerCase();
  if (!start.startsWith("<")) return undefined;
  if (/<svg[\s>]/.test(start)) return "image/svg+xml";
  if (
    /^<(!doctype html|!--|html|head|body|script|iframe|meta|style|title|div|a|img|table)\b/.test(
      start,
    ) ||
    start.startsWith("<!--")
  ) {
    return "text/html";
  }
  return start.startsWith("<?xml") ? "application/xml" : undefined;
}

/** How WhatsApp would carry a file of this type. */
export function kindOfMime(mimeType: string): MediaKind {
  if (/^image\/(jpeg|png|webp)$/.test(mimeType)) return "image";
  if (/^video\/(mp4|3gpp)$/.test(mimeType)) return "video";
  if (/^audio\/(aac|amr|mpeg|mp4|ogg|opus)$/.test(mimeType)) return "audio";
  return "document";
}
