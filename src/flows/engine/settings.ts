import { z } from "zod";
import { currentTenantId } from "../../db/index.ts";
import { shortCache } from "../../lib/short-cache.ts";
import type { BusinessHours } from "../hours.ts";
import { findTenantZone } from "../run-queries.ts";

interface FlowSettings {
  timezone: string;
  businessHours: BusinessHours;
  /** How long the bot keeps quiet after a person wrote. */
  quietHours: number;
}

const WORKDAY: readonly (readonly [string, string])[] = [["09:00", "17:00"]];
const USUAL: BusinessHours = { 1: WORKDAY, 2: WORKDAY, 3: WORKDAY, 4: WORKDAY, 5: WORKDAY };
const Time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/);
const Settings = z.object({
  businessHours: z
    .record(z.string(), z.array(z.tuple([Time, Time])))
    .optional()
    .catch(undefined),
  botQuietHours: z.number().min(0).max(720).optional().catch(undefined),
});

const TTL_MS = 5000;
const settings = shortCache<FlowSettings>(TTL_MS);

/** What the tenant chose that concerns flows. */
export const findSettings = (): Promise<FlowSettings> => settings.get(currentTenantId(), load);

async function load(): Promise<FlowSettings> {
  const tenant = await findTenantZone();
  const { businessHours = USUAL, botQuietHours = 24 } = Settings.parse(tenant?.settings ?? {});
  return { timezone: tenant?.timezone ?? "UTC", businessHours, quietHours: botQuietHours };
}
