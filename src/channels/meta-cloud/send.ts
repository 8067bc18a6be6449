import type { ChannelHost, SendFailure, SendRequest, SendResult } from "../channel.ts";
import { envelopeError, failureOf } from "./errors.ts";
import { type Bag, bag, list, parseLossless, str } from "./json.ts";

export interface Credentials {
  phoneNumberId: string;
  accessToken: string;
}

const TIMEOUT_MS = 30_000;
/** File requests without one were answered with a page instead of the file. */
export const USER_AGENT = "WhatsCRM/1";

/** The request body of the Cloud API for what is to be said. */
export function messageBody({ callbackId, to, content, media, contextWaId }: SendRequest): Bag {
  const body: Bag = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...(to.phone === undefined ? { recipient: to.bsuid ?? to.parentBsuid } : { to: to.phone }),
    type: content.type,
    biz_opaque_callback_data: callbackId,
  };
  if (contextWaId !== undefined && content.type !== "reaction" && content.type !== "template") {
    body["context"] = { message_id: contextWaId };
  }
  body[content.type] = inner(content, media, contextWaId);
  return body;
}

type Content = SendRequest["content"];

function inner(
  content: Content,
  media: SendRequest["media"],
  contextWaId: string | undefined,
): Bag | Bag[] {
  const mediaId = media?.remoteId;
  switch (content.type) {
    case "text":
      return { preview_url: content.previewUrl, body: content.text };
    case "image":
    case "video":
      return { id: mediaId, ...(content.caption ? { caption: content.caption } : {}) };
    case "document": {
      // Nameless documents show under a generic name.
      const filename = content.filename || media?.fileName;
      return {
        id: mediaId,
        ...(content.caption ? { caption: content.caption } : {}),
        ...(filename ? { filename } : {}),
      };
    }
    case "audio":
      return { id: mediaId, ...(content.voice ? { voice: true } : {}) };
    case "sticker":
      return { id: mediaId };
    case "location": {
      const { latitude, longitude, name, address } = content;
      return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) };
    }
    case "contacts":
      return content.contacts.map(card);
    case "interactive":
      return interactive(content.interactive);
    case "template": {
      const { name, language, components } = content;
      return {
        name,
        language: { code: language },
        ...(components.length > 0 ? { components } : {}),
      };
    }
    case "reaction":
      return { message_id: contextWaId, emoji: content.emoji };
  }
}

type Card = Extract<Content, { type: "contacts" }>["contacts"][number];

/** A first name is required beside the formatted one. */
function card({ name, phones, emails }: Card): Bag {
  const [first, ...rest] = name.split(" ");
  return {
    name: {
      formatted_name: name,
      first_name: first,
      ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}),
    },
    ...(phones.length > 0 ? { phones: phones.map((phone) => ({ phone, type: "CELL" })) } : {}),
    ...(emails.length > 0 ? { emails: emails.map((email) => ({ email, type: "WORK" })) } : {}),
  };
}

type Interactive = Extract<Content, { type: "interactive" }>["interactive"];

function interactive(value: Interactive): Bag {
  return {
    type: value.type,
    ...(value.header ? { header: value.header } : {}),
    body: { text: value.body },
    ...(value.footer ? { footer: { text: value.footer } } : {}),
    action: action(value),
  };
}

function action(value: Interactive): Bag {
  if (value.type === "button")
    return { buttons: value.buttons.map((reply) => ({ type: "reply", reply })) };
  if (value.type === "list") return { button: value.button, sections: value.sections };
  return { name: "cta_url", parameters: { display_text: value.displayText, url: value.url } };
}

export async function sendMessage(
  credentials: Credentials,
  request: SendRequest,
  host: ChannelHost,
): Promise<SendResult> {
  const { phone, bsuid, parentBsuid } = request.to;
  if ((phone ?? bsuid ?? parentBsuid) === undefined) {
    return {
      ok: false,
      unknown: false,
      code: "NO_RECIPIENT",
      reason: "The contact has no number that can be reached.",
      next: "fail",
    };
  }
  const answer = await post(credentials, messageBody(request), host, request.attempt);
  if (!answer.ok) return answer;
  const waId = str(bag(list(answer.body["messages"])[0])["id"]);
  const contactWaId = str(bag(list(answer.body["contacts"])[0])["wa_id"]);
  if (waId === undefined) return lost("NO_ID", "WhatsApp answered without naming the message.");
  return { ok: true, waId, ...(contactWaId === undefined ? {} : { contactWaId }) };
}

type Answer = { ok: true; body: Bag } | Extract<SendResult, { ok: false }>;

const lost = (code: string, reason: string): Extract<SendResult, { ok: false; unknown: true }> => ({
  ok: false,
  unknown: true,
  code,
  reason,
});

/** POST to `/{phone id}/messages`. Only an answer in Graph's own words says that nothing was sent. */
export async function post(
  { phoneNumberId, accessToken }: Credentials,
  body: Bag,
  host: ChannelHost,
  attempt = 1,
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await host.fetch(`${host.graphUrl}/${phoneNumberId}/messages`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${accessToken}`,
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
      },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    return neverLeft(error)
      ? { ok: false, unknown: false, ...UNREACHABLE }
      : lost("NO_ANSWER", "The connection to WhatsApp broke before it answered.");
  }
  const answer = readAnswer(text);
  const error = envelopeError(answer);
  if (error)
    return { ok: false, unknown: false, ...failureOf(error, { status: response.status, attempt }) };
  if (response.ok && answer !== undefined) return { ok: true, body: bag(answer) };
  return lost("NO_ANSWER", "WhatsApp's answer could not be understood.");
}

export const UNREACHABLE: SendFailure = {
  code: "UNREACHABLE",
  reason: "WhatsApp cannot be reached at the moment.",
  next: "retry",
};

function readAnswer(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

const NEVER_LEFT = new Set([
  "ConnectionRefused",
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "DNSLookupFailed",
  "FailedToOpenSocket",
]);

/** The connection was never made, so no request can have arrived. */
export function neverLeft(error: unknown): boolean {
  const code =
    typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return NEVER_LEFT.has(code);
}
