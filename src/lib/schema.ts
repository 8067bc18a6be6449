import { z } from "zod";

/** Building blocks shared by the features' request and answer shapes. */
export const Id = z.uuid();
export const ById = z.object({ id: Id });
/** Instants travel as ISO 8601 text; handlers may return a Date. */
export const Instant = z
  .union([z.iso.datetime(), z.date().transform((d) => d.toISOString())])
  .meta({
    type: "string",
    format: "date-time",
  });
export const Limit = z.coerce.number().int().min(1).max(200).default(50);
export const Keyset = z.object({ cursor: z.string().max(500).optional(), limit: Limit });
export const Paged = z.object({ page: z.coerce.number().int().min(1).default(1), limit: Limit });
export const Email = z
  .email()
  .max(254)
  .transform((s) => s.trim().toLowerCase());
export const Name = z.string().trim().min(1).max(200);
export const Done = z.object({ done: z.literal(true) });
