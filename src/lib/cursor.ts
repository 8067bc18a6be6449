import { AppError } from "./app-error.ts";

/** Opaque keyset cursors over (instant, id). */
export const encodeCursor = (at: Date, id: string): string =>
  Buffer.from(`${at.getTime()}:${id}`).toString("base64url");

export function decodeCursor(cursor: string | undefined): [Date, string] | undefined {
  if (cursor === undefined) return undefined;
  const [ms, id] = Buffer.from(cursor, "base64url").toString("utf8").split(":");
  const at = new Date(Number(ms));
  if (id && /^[0-9a-f-]{36}$/.test(id) && !Number.isNaN(at.getTime())) return [at, id];
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "The cursor is not one of ours.",
    details: [{ path: "cursor", message: "not a cursor of this list" }],
  });
}
