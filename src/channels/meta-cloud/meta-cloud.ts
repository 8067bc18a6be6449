import { z } from "zod";
import { equalSecret } from "../../lib/crypto.ts";
import type { Channel, ChannelHost, CheckResult, Pace, SendResult } from "../channel.ts";
import { bag, str } from "./json.ts";
import { downloadMedia, graph, uploadMedia } from "./media.ts";
import { parseDelivery } from "./parse.ts";
import { type Credentials, post, sendMessage } from "./send.ts";
import { verifySignature } from "./signature.ts";

const settings = z.object({
  phoneNumberId: z.string().trim().min(1).max(2000).meta({ label: "Phone number ID" }),
  businessAccountId: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .meta({ label: "WhatsApp Business Account ID" }),
  accessToken: z.string().trim().min(1).max(2000).meta({ label: "Access token", secret: true }),
  appSecret: z.string().trim().min(1).max(2000).meta({ label: "App secret", secret: true }),
  verifyToken: z.string().trim().min(1).max(2000).meta({ label: "Verify token", secret: true }),
});
type Settings = z.infer<typeof settings>;

const FIELDS =
  "id,display_phone_number,verified_name,quality_rating,status,throughput,account_mode,code_verification_status";

export async function checkNumber(
  credentials: Credentials,
  host: ChannelHost,
): Promise<CheckResult> {
  const url = `${host.graphUrl}/${credentials.phoneNumberId}?fields=${FIELDS}`;
  const answer = await graph(credentials, url, { method: "GET" }, host);
  if (!answer.ok) return answer;
  const facts = bag(answer.body);
  const phoneNumber = str(facts["display_phone_number"])?.replace(/[^\d+]/g, "");
  const displayName = str(facts["verified_name"]);
  return {
    ok: true,
    facts,
    ...(phoneNumber === undefined
      ? {}
      : { phoneNumber: phoneNumber.startsWith("+") ? phoneNumber : `+${phoneNumber}` }),
    ...(displayName === undefined ? {} : { displayName }),
  };
}

const PACE: Pace = { perSecond: 80, pairBurst: 45, pairSecondsEach: 6 };

/** Meta raises a number's throughput by itself; the limit between two people stays. */
const paceOf = (facts: Record<string, unknown>): Pace | undefined =>
  bag(facts["throughput"])["level"] === "HIGH" ? { ...PACE, perSecond: 1000 } : undefined;

export async function markRead(
  credentials: Credentials,
  waId: string,
  typing: boolean,
  host: ChannelHost,
): Promise<SendResult> {
  const body = {
    messaging_product: "whatsapp",
    status: "read",
    message_id: waId,
    ...(typing ? { typing_indicator: { type: "text" } } : {}),
  };
  const answer = await post(credentials, body, host);
  return answer.ok ? { ok: true, waId } : answer;
}

/** Meta's WhatsApp Business Cloud API. */
export const metaCloud: Channel<Settings> = {
  type: "meta_api",
  label: "WhatsApp Cloud API",
  settings,
  capabilities: {
    replyWindowHours: 24,
    templates: true,
    interactive: true,
    reactions: true,
    readReceipts: true,
    typing: true,
    webhooks: true,
    simulator: false,
    pace: PACE,
  },
  routing: ({ phoneNumberId, businessAccountId }) => ({
    phoneNumberId,
    accountId: businessAccountId,
  }),
  pace: paceOf,
  check: (connection, host) => checkNumber(connection.settings, host),
  send: (connection, request, host) => sendMessage(connection.settings, request, host),
  upload: (connection, media, host) => uploadMedia(connection.settings, media, host),
  download: (connection, media, maxBytes, host) =>
    downloadMedia(connection.settings, media, maxBytes, host),
  markRead: (connection, waId, typing, host) => markRead(connection.settings, waId, typing, host),
  webhook: {
    handshake: ({ verifyToken }, query) =>
      query["hub.mode"] === "subscribe" && equalSecret(query["hub.verify_token"] ?? "", verifyToken)
        ? query["hub.challenge"]?.slice(0, 256)
        : undefined,
    verify: ({ appSecret }, body, headers) =>
      verifySignature(appSecret, body, headers.get("X-Hub-Signature-256")),
    parse: parseDelivery,
  },
};
