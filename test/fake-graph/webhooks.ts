import { createHmac } from "node:crypto";

export interface Hook {
  url: string;
  appSecret: string;
  phoneNumberId: string;
  accountId: string;
}
/** How deliveries misbehave, as Meta's do: at least once, in no order, sometimes before the answer. */
export interface Manner {
  /** Every delivery is posted this often. */
  copies: number;
  /** Statuses of one message arrive backwards. */
  reorder: boolean;
  /** Statuses arrive before the send is answered. */
  early: boolean;
}
export const PROPER: Manner = { copies: 1, reorder: false, early: false };

const MAX_ATTEMPTS = 60;

export const signed = (body: string, appSecret: string): Record<string, string> => ({
  "Content-Type": "application/json",
  "X-Hub-Signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`,
});

export const envelope = (hook: Hook, value: object, field = "messages"): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: hook.accountId,
        changes: [
          {
            value: {
              messaging_product: "whatsapp",
              metadata: {
                display_phone_number: "12025550142",
                phone_number_id: hook.phoneNumberId,
              },
              ...value,
            },
            field,
          },
        ],
      },
    ],
  });

/** What is not answered 200 comes again, later and later. */
export async function deliver(hook: Hook, body: string): Promise<Response | undefined> {
  const headers = signed(body, hook.appSecret);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const answer = await fetch(hook.url, { method: "POST", headers, body }).catch(() => undefined);
    if (answer?.status === 200) return answer;
    await Bun.sleep(Math.min(2000, 100 * 2 ** attempt));
  }
  return undefined;
}

/** What Meta does when an address is entered: it asks for its challenge back. */
export async function handshake(url: string, verifyToken: string): Promise<boolean> {
  const challenge = String(Math.floor(1e9 + Math.random() * 9e9));
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.challenge": challenge,
    "hub.verify_token": verifyToken,
  });
  const answer = await fetch(`${url}?${query.toString()}`);
  return answer.status === 200 && (await answer.text()) === challenge;
}

export interface Inbound {
  /** Digits without `+`. */
  from?: string;
  userId?: string;
  name?: string;
  id?: string;
  text?: string;
  /** A file known to the server, by its id. */
  media?: {
    kind: "image" | "video" | "audio" | "document" | "sticker";
    id: string;
    mimeType: string;
    sha256: string;
    fileName?: string;
    caption?: string;
  };
  replyTo?: string;
}

/** `value` of a delivery in which somebody writes. */
export function heard(message: Inbound & { id: string }): object {
  const { from, userId, name = "Ana Example", id, text = "", media, replyTo } = message;
  const who = { ...(from ? { wa_id: from } : {}), ...(userId ? { user_id: userId } : {}) };
  const content = media
    ? {
        type: media.kind,
        [media.kind]: {
          id: media.id,
          mime_type: media.mimeType,
          sha256: media.sha256,
          ...(media.fileName ? { filename: media.fileName } : {}),
          ...(media.caption ? { caption: media.caption } : {}),
        },
      }
    : { type: "text", text: { body: text } };
  return {
    contacts: [{ profile: { name }, ...who }],
    messages: [
      {
        ...(from ? { from } : {}),
        ...(userId ? { from_user_id: userId } : {}),
        id,
        timestamp: String(Math.floor(Date.now() / 1000)),
        ...(replyTo ? { context: { id: replyTo } } : {}),
        ...content,
      },
    ],
  };
}
