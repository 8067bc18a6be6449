import type { Channel, ChannelHost, OpenConnection, Pace } from "../channels/channel.ts";
import { hostFor as hostOfChannel } from "../channels/host.ts";
import { findChannel } from "../channels/registry.ts";
import { afterCommit, asSystem, currentScope } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import {
  type ConnectionRow,
  findAnyByNumber,
  findAnyConnection,
  listAnyByAccount,
} from "./queries.ts";
import { openSettings } from "./secrets.ts";

/** Secrets opened, ready for its channel. Never log it, never answer with it. */
export interface OpenedConnection extends OpenConnection<unknown> {
  type: string;
  channel: Channel;
  phoneNumberId: string | null;
  accountId: string | null;
  /** What the number may send, as far as is known. */
  pace: Pace;
  /** Changes whenever the settings are replaced. */
  sealed: string | null;
}
export interface ConnectionOwner {
  id: string;
  tenantId: string;
  type: string;
}

const LIFETIME_MS = 60_000;
const MAX_CACHED = 10_000;

/** What another node changed is seen when an entry has had its minute. */
class Cache<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > clock.ms() ? entry.value : undefined;
  }
  set(key: string, value: T): void {
    if (this.#entries.size >= MAX_CACHED) this.#entries.clear();
    this.#entries.set(key, { value, until: clock.ms() + LIFETIME_MS });
  }
  clear(): void {
    this.#entries.clear();
  }
}

const opened = new Cache<OpenedConnection>();
const byNumber = new Cache<ConnectionOwner>();
const byAccount = new Cache<ConnectionOwner[]>();
let generation = 0;

/** Any change is rare beside the reads, so all of it goes. A load under way must not put the old state back. */
export function forgetConnections(): void {
  const forget = (): void => {
    generation++;
    for (const cache of [opened, byNumber, byAccount]) cache.clear();
  };
  forget();
  afterCommit(forget);
}

/** Undefined when unknown, or when the running code works for another tenant. */
export async function findOpenConnection(id: string): Promise<OpenedConnection | undefined> {
  const cached = opened.get(id);
  const found = cached ?? (await load(id));
  const scope = currentScope();
  if (!found || (scope !== undefined && scope !== "system" && scope.tenantId !== found.tenantId))
    return undefined;
  return found;
}

export async function openConnection(id: string): Promise<OpenedConnection> {
  const found = await findOpenConnection(id);
  if (found) return found;
  throw new AppError("not_found", "NOT_FOUND", { message: "There is no such connection." });
}

/** Past the cache: the answer about credentials must be about the current ones. */
export const reopenConnection = (id: string): Promise<OpenedConnection | undefined> => load(id);

async function load(id: string): Promise<OpenedConnection | undefined> {
  const before = generation;
  const row = await asSystem(() => findAnyConnection(id));
  const channel = row && findChannel(row.connectionType);
  if (!row || !channel) return undefined;
  const { tenantId, connectionType: type, phoneNumberId, accountId, secrets: sealed } = row;
  const settings = channel.settings.parse(await openSettings(row));
  const pace = paceOf(channel, row.facts);
  const owner = { id, tenantId, type, channel };
  const connection = { ...owner, settings, phoneNumberId, accountId, pace, sealed };
  if (before === generation) opened.set(id, connection);
  return connection;
}

export const paceOf = (channel: Channel, facts: ConnectionRow["facts"]): Pace =>
  channel.pace?.(facts) ?? channel.capabilities.pace;

/** The outside world as this connection's channel sees it. */
export const hostFor = (connection: OpenedConnection): ChannelHost =>
  hostOfChannel(connection.channel);

const ownerOf = ({ id, tenantId, connectionType: type }: ConnectionRow): ConnectionOwner => ({
  id,
  tenantId,
  type,
});

/** Whose connection this is, whoever asks. */
export async function findConnectionOwner(id: string): Promise<ConnectionOwner | undefined> {
  const found = opened.get(id) ?? (await load(id));
  return found && { id, tenantId: found.tenantId, type: found.type };
}

/** For deliveries that name a number. Only once the credentials were proven: whoever types in a foreign id must not receive its messages. */
export async function findByPhoneNumberId(
  phoneNumberId: string,
): Promise<ConnectionOwner | undefined> {
  const cached = byNumber.get(phoneNumberId);
  if (cached) return cached;
  const before = generation;
  const row = await asSystem(() => findAnyByNumber(phoneNumberId));
  if (!row || row.lastConnectedAt === null) return undefined;
  const owner = ownerOf(row);
  if (before === generation) byNumber.set(phoneNumberId, owner);
  return owner;
}

/** An account may hold several numbers, each a connection; only proven ones. */
export async function findByAccountId(accountId: string): Promise<ConnectionOwner[]> {
  const cached = byAccount.get(accountId);
  if (cached) return cached;
  const before = generation;
  const owners = (await asSystem(() => listAnyByAccount(accountId)))
    .filter(({ lastConnectedAt }) => lastConnectedAt !== null)
    .map(ownerOf);
  if (before === generation && owners.length > 0) byAccount.set(accountId, owners);
  return owners;
}
