import { createHash, randomBytes } from "node:crypto";

/** Graph's ids are digits: a UUID, written as a number. */
export const asDigits = (uuid: string): string =>
  BigInt(`0x${uuid.replaceAll("-", "")}`).toString();

export function asUuid(digits: string): string | undefined {
  if (!/^\d{1,39}$/.test(digits)) return undefined;
  const hex = BigInt(digits).toString(16).padStart(32, "0");
  return hex.length === 32
    ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
    : undefined;
}

/** Shaped like WhatsApp's; unique. */
export const newWaId = (): string => `wamid.${randomBytes(24).toString("base64")}`;

/** The number of a connection that was given none: from the range reserved for fiction. */
export function inventedNumber(connectionId: string): string {
  const digest = createHash("sha256").update(connectionId).digest();
  return `+120255501${String(digest.readUInt16BE(0) % 100).padStart(2, "0")}`;
}

export const digitsOf = (phone: string): string => phone.replaceAll(/\D/g, "");
