/** A random UUID, also on plain http, where browsers keep `crypto.randomUUID` back. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes.set([(0x0f & (bytes[6] ?? 0)) | 0x40], 6);
  bytes.set([(0x3f & (bytes[8] ?? 0)) | 0x80], 8);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
