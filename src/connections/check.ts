import type { CheckResult } from "../channels/channel.ts";
import { asSystem, transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { enqueue } from "../jobs/service.ts";
import { clock } from "../lib/clock.ts";
import { forgetConnections, hostFor, paceOf, reopenConnection } from "./open.ts";
import {
  type ConnectionChange,
  type ConnectionRow,
  findConnection,
  listAllConnectionIds,
  setChecked,
} from "./queries.ts";

export const CHECK_JOB = "connection.check";
/** A person looks at the page and waits. */
const SOON = 10;

/** Asks the channel in a job, so that nobody's request waits for Meta. Part of the caller's transaction. */
export const enqueueCheck = (connectionId: string, tenantId: string): Promise<void> =>
  enqueue({
    kind: CHECK_JOB,
    payload: { connectionId },
    ownerId: tenantId,
    priority: SOON,
    maxAttempts: 3,
  });

/** One check waits per connection, however late the last round runs. */
export async function enqueueAllChecks(): Promise<void> {
  const connections = await asSystem(listAllConnectionIds);
  for (let start = 0; start < connections.length; start += 500) {
    await enqueue(
      ...connections.slice(start, start + 500).map(({ id, tenantId }) => ({
        kind: CHECK_JOB,
        payload: { connectionId: id },
        ownerId: tenantId,
        maxAttempts: 1,
        uniqueKey: id,
      })),
    );
  }
}

/** Asks the channel and keeps the answer; undefined when the connection is gone. */
export async function checkConnection(connectionId: string): Promise<ConnectionRow | undefined> {
  const before = await findConnection(connectionId);
  if (!before) return undefined;
  const connection = await reopenConnection(connectionId);
  if (!connection) return undefined;
  const result = await connection.channel.check(connection, hostFor(connection));
  return transaction(async () => {
    const after = await setChecked(connectionId, connection.sealed, verdict(before, result));
    const paceOfRow = ({ facts }: ConnectionRow): number =>
      paceOf(connection.channel, facts).perSecond;
    const isNews = after && paceOfRow(after) !== paceOfRow(before);
    if (after && (before.lastConnectedAt === null || isNews)) forgetConnections();
    if (after && (after.status !== before.status || after.statusReason !== before.statusReason)) {
      emit("connection.updated", { connectionId });
    }
    return after ?? findConnection(connectionId);
  });
}

function verdict(before: ConnectionRow, result: CheckResult): ConnectionChange {
  if (result.ok) {
    return {
      status: "connected",
      statusReason: null,
      lastConnectedAt: clock.now(),
      phoneNumber: result.phoneNumber ?? before.phoneNumber,
      facts: result.facts,
    };
  }
  // A passing trouble of the network says nothing about the credentials of a number that works.
  if (result.next !== "fail" && before.status === "connected") return { status: "connected" };
  return { status: "disconnected", statusReason: result.reason };
}
