import { z } from "zod";
import type { Channel, OpenConnection } from "../channel.ts";
import { downloadMedia, uploadMedia } from "../meta-cloud/media.ts";
import { checkNumber, markRead } from "../meta-cloud/meta-cloud.ts";
import { parseDelivery } from "../meta-cloud/parse.ts";
import { type Credentials, sendMessage } from "../meta-cloud/send.ts";

const settings = z.object({});

/** Graph names numbers by digits, so the connection's id is written as one. */
const credentials = ({ id }: OpenConnection<unknown>): Credentials => ({
  phoneNumberId: BigInt(`0x${id.replaceAll("-", "")}`).toString(),
  accessToken: `sandbox.${id}`,
});

/** The built-in simulated WhatsApp: it speaks Meta's protocol, so Meta's sender and parser do the work. */
export const sandbox: Channel<z.infer<typeof settings>> = {
  type: "sandbox",
  label: "Simulated WhatsApp",
  settings,
  capabilities: {
    replyWindowHours: 24,
    templates: true,
    interactive: true,
    reactions: true,
    readReceipts: true,
    typing: true,
    webhooks: false,
    simulator: true,
    pace: { perSecond: 200, pairBurst: 100, pairSecondsEach: 0.1 },
  },
  routing: () => ({}),
  check: (connection, host) => checkNumber(credentials(connection), host),
  send: (connection, request, host) => sendMessage(credentials(connection), request, host),
  upload: (connection, media, host) => uploadMedia(credentials(connection), media, host),
  download: (connection, media, maxBytes, host) =>
    downloadMedia(credentials(connection), media, maxBytes, host),
  markRead: (connection, waId, typing, host) =>
    markRead(credentials(connection), waId, typing, host),
  // Deliveries come from within the process; whatever knocks from outside is not the simulator.
  webhook: { handshake: () => undefined, verify: () => false, parse: parseDelivery },
};
