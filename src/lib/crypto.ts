import { createHash, timingSafeEqual } from "node:crypto";

export const sha256 = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

/** 256 random bits, URL-safe. */
export const randomToken = (bytes = 32): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64url");

export function equalSecret(a: string, b: string): boolean {
  const left = createHash("sha256").update(a).digest();
  const right = createHash("sha256").update(b).digest();
  return timingSafeEqual(left, right);
}

const encoder = new TextEncoder();

/** A key for one purpose, derived from the installation's master key. */
async function derive(
  master: Uint8Array<ArrayBuffer>,
  purpose: string,
  usage: "AES-GCM" | "raw",
): Promise<ArrayBuffer> {
  const root = await crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveBits"]);
  const info = encoder.encode(`whatscrm ${purpose} ${usage}`);
  return crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    root,
    256,
  );
}

export interface Sealer {
  /** `v1.<iv>.<ciphertext>`; `place` (table, row, tenant) is bound in, so a value moved elsewhere does not open. */
  seal(plain: string, place: string): Promise<string>;
  open(sealed: string, place: string): Promise<string>;
}

export async function createSealer(master: Uint8Array<ArrayBuffer>): Promise<Sealer> {
  const bits = await derive(master, "seal", "AES-GCM");
  const key = await crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt", "decrypt"]);
  return {
    async seal(plain, place) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const additionalData = encoder.encode(place);
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData },
        key,
        encoder.encode(plain),
      );
      return `v1.${Buffer.from(iv).toString("base64url")}.${Buffer.from(sealed).toString("base64url")}`;
    },
    async open(sealed, place) {
      const [version, iv, text] = sealed.split(".");
      if (version !== "v1" || !iv || !text) throw new Error("not a sealed value");
      const additionalData = encoder.encode(place);
      const algorithm = { name: "AES-GCM", iv: Buffer.from(iv, "base64url"), additionalData };
      const plain = await crypto.subtle.decrypt(algorithm, key, Buffer.from(text, "base64url"));
      return new TextDecoder().decode(plain);
    },
  };
}

export const deriveSecret = async (
  master: Uint8Array<ArrayBuffer>,
  purpose: string,
): Promise<string> => Buffer.from(await derive(master, purpose, "raw")).toString("base64url");
