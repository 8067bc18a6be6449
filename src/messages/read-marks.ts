import { hostFor, openConnection } from "../connections/open.ts";
import { defineJob } from "../jobs/service.ts";
import { findLatestInbound } from "./queries.ts";

defineJob({
  kind: "message.mark_read",
  concurrency: 20,
  run: async ({ payload }) => {
    await markLatestRead(String(payload["conversationId"]), false);
  },
});

/** Shows the contact that their messages were read, or that somebody types (which also marks them read). */
export async function markLatestRead(conversationId: string, typing: boolean): Promise<void> {
  const latest = await findLatestInbound(conversationId);
  if (!latest?.whatsappMessageId) return;
  const connection = await openConnection(latest.connectionId);
  const { channel } = connection;
  const { capabilities } = channel;
  if (!channel.markRead || !(typing ? capabilities.typing : capabilities.readReceipts)) return;
  const result = await channel.markRead(
    connection,
    latest.whatsappMessageId,
    typing,
    hostFor(connection),
  );
  if (!result.ok && !result.unknown && result.next === "retry")
    throw new Error(`${result.code}: ${result.reason}`);
}
