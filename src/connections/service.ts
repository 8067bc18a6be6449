import type { z } from "zod";
import { audit } from "../accounts/audit.ts";
import { requireQuota } from "../accounts/quota.ts";
import type { Channel } from "../channels/channel.ts";
import { findChannel } from "../channels/registry.ts";
import { config } from "../config.ts";
import { currentTenantId, isDuplicate, persistentTransaction, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { sayFarewell } from "../events/leaving.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { asPhone } from "../lib/phone.ts";
import { enqueueCheck } from "./check.ts";
import { forgetConnections } from "./open.ts";
import {
  type ConnectionRow,
  deleteConnection as deleteRow,
  deleteDeliveries,
  findConnection,
  insertConnection,
  setConnection,
} from "./queries.ts";
import type { Connection, connectionsContract } from "./schema.ts";
import {
  isMasked,
  maskSettings,
  openSettings,
  sealSettings,
  secretNames,
  type Settings,
} from "./secrets.ts";

type Created = z.infer<typeof connectionsContract.createConnection.body>;
type Changed = z.infer<typeof connectionsContract.updateConnection.body>;

export async function createConnection(input: Created): Promise<ConnectionRow> {
  const channel = findChannel(input.connectionType);
  if (!channel) {
    throw new AppError("invalid", "CHANNEL_UNAVAILABLE", {
      message: "This way to connect a number is not available in this release.",
    });
  }
  const tenantId = currentTenantId();
  const id = Bun.randomUUIDv7();
  const settings = parseSettings(channel, input.metaCredentials ?? {});
  const sealed = await sealSettings(channel, { tenantId, id, settings });
  const simulated = channel.capabilities.simulator;
  const values = {
    id,
    name: input.name,
    connectionType: channel.type,
    phoneNumber: ownNumber(input.phoneNumber),
    status: simulated ? ("connected" as const) : ("connecting" as const),
    lastConnectedAt: simulated ? clock.now() : null,
    facts: {},
    ...sealed,
    ...routing(channel, settings),
  };
  return storing(async () => {
    await requireQuota("maxWhatsAppNumbers");
    const row = await insertConnection(values);
    await enqueueCheck(id, tenantId);
    await audit({
      action: "connection.created",
      resourceType: "connection",
      resourceId: id,
      changes: { name: row.name, connectionType: row.connectionType },
    });
    return row;
  });
}

export async function updateConnection(id: string, input: Changed): Promise<ConnectionRow> {
  const before = await getConnection(id);
  const credentials = Object.entries(input.metaCredentials ?? {}).filter(
    ([, value]) => value !== undefined && !isMasked(value),
  );
  const replaced =
    credentials.length > 0 ? await replaceSettings(before, Object.fromEntries(credentials)) : {};
  return storing(async () => {
    const row = await setConnection(id, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...replaced,
    });
    if (!row) throw notFound();
    if (credentials.length > 0) await enqueueCheck(id, row.tenantId);
    await audit({
      action: "connection.updated",
      resourceType: "connection",
      resourceId: id,
      changes: { name: row.name, replaced: credentials.map(([name]) => name) },
    });
    return row;
  }, id);
}

async function replaceSettings(
  before: ConnectionRow,
  given: Settings,
): Promise<Partial<ConnectionRow>> {
  const channel = channelOf(before);
  const settings = parseSettings(channel, { ...(await openSettings(before)), ...given });
  const sealed = await sealSettings(channel, {
    tenantId: before.tenantId,
    id: before.id,
    settings,
  });
  const ids = routing(channel, settings);
  // Other ids have to be proven first.
  const same = ids.phoneNumberId === before.phoneNumberId && ids.accountId === before.accountId;
  const lastConnectedAt = same ? before.lastConnectedAt : null;
  return { ...sealed, ...ids, lastConnectedAt, status: "connecting", statusReason: null };
}

/** Checks the credentials anew; the answer arrives as `connection.updated`. */
export async function reconnect(id: string): Promise<ConnectionRow> {
  const { tenantId } = await getConnection(id);
  return storing(async () => {
    const row = await setConnection(id, { status: "connecting", statusReason: null });
    if (!row) throw notFound();
    await enqueueCheck(id, tenantId);
    await audit({
      action: "connection.reconnected",
      resourceType: "connection",
      resourceId: id,
    });
    return row;
  }, id);
}

export async function deleteConnection(id: string): Promise<void> {
  const { name } = await getConnection(id);
  await persistentTransaction(async () => {
    await sayFarewell("connection", id);
    if (!(await deleteRow(id))) throw notFound();
    await deleteDeliveries(id);
    await audit({
      action: "connection.deleted",
      resourceType: "connection",
      resourceId: id,
      changes: { name },
    });
    forgetConnections();
    emit("connection.updated", { connectionId: id });
  });
}

export async function getConnection(id: string): Promise<ConnectionRow> {
  const row = await findConnection(id);
  if (!row) throw notFound();
  return row;
}

/** As the API shows it. */
export async function present(row: ConnectionRow): Promise<Connection> {
  const channel = channelOf(row);
  const { id, tenantId, name, connectionType, phoneNumber, status, statusReason } = row;
  const settings = maskSettings(channel, await openSettings(row));
  return {
    id,
    tenantId,
    name,
    connectionType,
    phoneNumber,
    status,
    statusReason,
    settings,
    metaCredentials: secretNames(channel).size > 0 ? settings : null,
    capabilities: { ...channel.capabilities },
    webhookUrl: channel.capabilities.webhooks ? `${publicUrl()}/hooks/whatsapp/${id}` : null,
    lastConnectedAt: row.lastConnectedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

const publicUrl = (): string => config().appUrl ?? `http://localhost:${config().port}`;

function channelOf({ connectionType }: ConnectionRow): Channel {
  const channel = findChannel(connectionType);
  if (!channel) throw new Error(`there is no channel ${connectionType}`);
  return channel;
}

/** What every change shares: one transaction, the number's owner checked, caches and browsers told. */
async function storing(
  work: () => Promise<ConnectionRow>,
  changedId?: string,
): Promise<ConnectionRow> {
  try {
    return await transaction(async () => {
      const row = await work();
      if (changedId !== undefined) forgetConnections();
      emit("connection.updated", { connectionId: row.id });
      return row;
    });
  } catch (cause) {
    if (!isDuplicate(cause)) throw cause;
    throw new AppError("conflict", "NUMBER_IN_USE", {
      message: "This number is already connected.",
      cause,
    });
  }
}

function parseSettings(channel: Channel, given: Settings): Settings {
  const parsed = channel.settings.safeParse(given);
  if (parsed.success) return Object.fromEntries(Object.entries(Object(parsed.data)));
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "Some fields are not right.",
    details: parsed.error.issues.map(({ path, message }) => ({
      path: ["metaCredentials", ...path].join("."),
      message,
    })),
  });
}

function routing(
  channel: Channel,
  settings: Settings,
): { phoneNumberId: string | null; accountId: string | null } {
  const { phoneNumberId = null, accountId = null } = channel.routing(
    channel.settings.parse(settings),
  );
  return { phoneNumberId, accountId };
}

function ownNumber(text: string | undefined): string | null {
  if (text === undefined || text.trim() === "") return null;
  const phone = asPhone(text);
  if (phone) return phone;
  throw new AppError("invalid", "VALIDATION_ERROR", {
    message: "Some fields are not right.",
    details: [{ path: "phoneNumber", message: "not a phone number" }],
  });
}

const notFound = (): AppError =>
  new AppError("not_found", "NOT_FOUND", { message: "There is no such connection." });
