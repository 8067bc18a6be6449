import type { CountryCode } from "libphonenumber-js/min";

/** `+` and digits, or undefined when it cannot be a phone number. Without a `+` it is read as a number of `country`. */
export async function parsePhone(text: string, country?: string): Promise<string | undefined> {
  // The numbering plans of the world are only loaded where people type numbers.
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  const upper = country?.toUpperCase() ?? "";
  const known: CountryCode | undefined = isSupportedCountry(upper) ? upper : undefined;
  const parsed = parsePhoneNumberFromString(
    text.trim().replace(/^00/, "+"),
    known && { defaultCountry: known },
  );
  // Possible, not valid: new ranges open faster than programs are updated.
  return parsed?.isPossible() === true && parsed.ext === undefined ? parsed.number : undefined;
}

/** `+` and digits of text that is known to be a number. */
export const asPhone = (text: string): string | undefined => {
  const digits = text.replaceAll(/[\s().\-/]/g, "").replace(/^(\+|00)/, "");
  return /^\d{5,15}$/.test(digits) ? `+${digits}` : undefined;
};

/** One spelling for numbers that WhatsApp writes in two ways: Mexico's old 1, Brazil's ninth digit. */
export function canonicalPhone(phone: string): string {
  if (/^\+521\d{10}$/.test(phone)) return `+52${phone.slice(4)}`;
  if (/^\+55\d{2}[6-9]\d{7}$/.test(phone)) return `${phone.slice(0, 5)}9${phone.slice(5)}`;
  return phone;
}
