import { createHmac, timingSafeEqual } from "node:crypto";

/** `X-Hub-Signature-256: sha256=<hex>`, HMAC over the raw bytes with the app secret. */
export function verifySignature(
  appSecret: string,
  body: Uint8Array,
  header: string | null,
): boolean {
  const stated = /^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1];
  if (stated === undefined) return false;
  const computed = createHmac("sha256", appSecret).update(body).digest();
  return timingSafeEqual(computed, Buffer.from(stated, "hex"));
}
