import { z } from "zod";
import type { Channel } from "../channels/channel.ts";
import { keys } from "../keys/keys.ts";

export type Settings = Record<string, unknown>;

const MASK = "••••";
/** A shorter secret shows nothing: four characters would be too much of it. */
const SHORTEST_WITH_TAIL = 12;

const JsonSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ secret: z.boolean().optional() })),
});
const Sealed = z.record(z.string(), z.unknown());
const known = new WeakMap<object, ReadonlySet<string>>();

/** Names of the settings marked `.meta({ secret: true })`. */
export function secretNames(channel: Channel): ReadonlySet<string> {
  const cached = known.get(channel);
  if (cached) return cached;
  const described = JsonSchema.parse(
    z.toJSONSchema(channel.settings, { io: "input", unrepresentable: "any" }),
  );
  const names = Object.entries(described.properties).filter(([, { secret }]) => secret === true);
  const found = new Set(names.map(([name]) => name));
  known.set(channel, found);
  return found;
}

/** The row a sealed value belongs to; elsewhere it does not open. */
const place = (tenantId: string, id: string): string => `whatsapp_connections/${tenantId}/${id}`;

interface Stored {
  tenantId: string;
  id: string;
  settings: Settings;
  secrets: string | null;
}

/** Splits settings into what may be read and what is sealed. */
export async function sealSettings(
  channel: Channel,
  { tenantId, id, settings }: Omit<Stored, "secrets">,
): Promise<{ settings: Settings; secrets: string }> {
  const secret = secretNames(channel);
  const entries = Object.entries(settings);
  const hidden = Object.fromEntries(entries.filter(([name]) => secret.has(name)));
  const { sealer } = await keys();
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secret.has(name))),
    secrets: await sealer.seal(JSON.stringify(hidden), place(tenantId, id)),
  };
}

export async function openSettings({ tenantId, id, settings, secrets }: Stored): Promise<Settings> {
  if (secrets === null) return settings;
  const { sealer } = await keys();
  return {
    ...settings,
    ...Sealed.parse(JSON.parse(await sealer.open(secrets, place(tenantId, id)))),
  };
}

/** For answers. */
export function maskSettings(channel: Channel, settings: Settings): Settings {
  const secret = secretNames(channel);
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, secret.has(name) ? mask(value) : value]),
  );
}

const mask = (value: unknown): string =>
  typeof value === "string" && value.length >= SHORTEST_WITH_TAIL ? MASK + value.slice(-4) : MASK;

/** A form that sends a masked value back leaves that secret as it is. */
export const isMasked = (value: unknown): boolean =>
  typeof value === "string" && value.startsWith(MASK);
