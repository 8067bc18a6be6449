import { createHmac } from "node:crypto";

export const META = {
  phoneNumberId: "904600118230011",
  businessAccountId: "904512307781001",
  accessToken: "EAAG-test-token",
  appSecret: "0123456789abcdef0123456789abcdef",
  verifyToken: "verify-me",
};

export const sign = (body: string | Uint8Array, secret: string = META.appSecret): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

let counter = 0;
/** Shaped like WhatsApp's ids, unique in this process and over restarts. */
export const newWamid = (): string =>
  `wamid.${Buffer.from(`${process.pid}-${Date.now()}-${counter++}`).toString("base64")}`;

export interface TextIn {
  from: string;
  name?: string;
  text: string;
  id?: string;
  atSeconds?: number;
  phoneNumberId?: string;
}

/** One delivery with these messages, as Meta would send it. */
export function textDelivery(...list: TextIn[]): string {
  const phoneNumberId = list[0]?.phoneNumberId ?? META.phoneNumberId;
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "12025550142", phone_number_id: phoneNumberId },
    contacts: list.map(({ from, name }) => ({
      profile: { name: name ?? `Contact ${from}` },
      wa_id: from,
    })),
    messages: list.map(({ from, text, id, atSeconds }) => ({
      from,
      id: id ?? newWamid(),
      timestamp: String(atSeconds ?? Math.floor(Date.now() / 1000)),
      type: "text",
      text: { body: text },
    })),
  };
  return envelope(value);
}

export function statusDelivery(
  list: {
    id: string;
    status: string;
    callbackId?: string;
    recipient: string;
    errors?: unknown[];
  }[],
  phoneNumberId: string = META.phoneNumberId,
): string {
  return envelope({
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "12025550142", phone_number_id: phoneNumberId },
    statuses: list.map(({ id, status, callbackId, recipient, errors }) => ({
      id,
      status,
      timestamp: String(Math.floor(Date.now() / 1000)),
      recipient_id: recipient,
      ...(callbackId ? { biz_opaque_callback_data: callbackId } : {}),
      ...(errors ? { errors } : {}),
    })),
  });
}

const envelope = (value: unknown): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: META.businessAccountId, changes: [{ value, field: "messages" }] }],
  });

export const postSigned = (url: string, body: string): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Hub-Signature-256": sign(body) },
    body,
  });
