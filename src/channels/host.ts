import { config } from "../config.ts";
import { clock } from "../lib/clock.ts";
import type { Channel, ChannelHost } from "./channel.ts";

interface Simulator {
  fetch: typeof fetch;
  graphUrl: string;
}
let simulator: Simulator | undefined;

/** The built-in simulated WhatsApp announces itself here, so that channels need not know it. */
export function registerSimulator(simulatedFetch: typeof fetch, graphUrl: string): void {
  simulator = { fetch: simulatedFetch, graphUrl };
}

/** What a channel may use of the outside world. */
export function hostFor(channel: Channel): ChannelHost {
  if (!channel.capabilities.simulator) return { fetch, graphUrl: config().graphUrl, now: clock.ms };
  if (!simulator) throw new Error("no simulator is registered");
  return { ...simulator, now: clock.ms };
}
