import type { Channel } from "./channel.ts";
import { metaCloud } from "./meta-cloud/meta-cloud.ts";
import { sandbox } from "./sandbox/sandbox.ts";

/** Every way to reach WhatsApp, one line each. */
export const channels: Channel[] = [metaCloud, sandbox];

/** Whose deliveries reach the installation's own app. */
export const platformChannel: Channel = metaCloud;

export const findChannel = (type: string): Channel | undefined =>
  channels.find((channel) => channel.type === type);

export function getChannel(type: string): Channel {
  const channel = findChannel(type);
  if (!channel) throw new Error(`there is no channel ${type}`);
  return channel;
}
