import type { InboundMedia, MessageEvent } from "../channel.ts";
import { type Bag, bag, isBag, list, str } from "./json.ts";

/** What a message says, whoever sent it and on whichever road it came. */
export type Content = Pick<MessageEvent, "type" | "text" | "metadata" | "placeholder"> & {
  media?: InboundMedia;
};

const MAX_TEXT = 65_536;
const textOf = (value: unknown): string | null => str(value)?.slice(0, MAX_TEXT) ?? null;

const MEDIA = ["image", "video", "audio", "document", "sticker"] as const;
type MediaType = (typeof MEDIA)[number];
const isMedia = (type: string): type is MediaType => MEDIA.some((known) => known === type);

/** Without an id there is nothing to fetch: the message shows as unsupported. */
function mediaContent(type: MediaType, body: Bag): Content {
  const remoteId = str(body["id"]);
  if (remoteId === undefined) return unsupported({ kind: type });
  const mimeType = str(body["mime_type"]);
  const fileName = str(body["filename"]);
  const sha256 = str(body["sha256"]);
  const media: InboundMedia = {
    kind: type,
    remoteId,
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(fileName === undefined ? {} : { fileName: safeName(fileName) }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(body["voice"] === true ? { voice: true } : {}),
    ...(body["animated"] === true ? { animated: true } : {}),
  };
  const text = textOf(body["caption"]) ?? (type === "document" ? (media.fileName ?? null) : null);
  const metadata: Bag = {};
  if (media.fileName !== undefined) metadata["fileName"] = media.fileName;
  if (mimeType !== undefined) metadata["mimeType"] = mimeType;
  if (media.voice) metadata["voice"] = true;
  if (media.animated) metadata["animated"] = true;
  return { type, text, metadata, media, placeholder: false };
}

/** Names come from strangers: no paths, no control or direction marks. */
export const safeName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? "")
    // oxlint-disable-next-line no-control-regex -- control characters are what is cut
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/^\.+/, "")
    .trim()
    .slice(0, 240) || "file";

export const unsupported = (metadata: Bag, placeholder = false): Content => ({
  type: "unsupported",
  text: null,
  metadata,
  placeholder,
});

function interactive(body: Bag): Content {
  const kind = str(body["type"]);
  const reply = bag(kind === undefined ? undefined : body[kind]);
  if (kind === undefined || Object.keys(reply).length === 0)
    return unsupported({ kind: "interactive" });
  if (kind === "nfm_reply") {
    const answer = {
      kind,
      name: str(reply["name"]) ?? null,
      response: flowResponse(reply["response_json"]),
    };
    return {
      type: "interactive",
      text: textOf(reply["body"]),
      metadata: { interactive: answer },
      placeholder: false,
    };
  }
  if (kind === "call_permission_reply") {
    const text = reply["response"] === "accept" ? "Calls allowed" : "Calls not allowed";
    return {
      type: "interactive",
      text,
      metadata: { interactive: { kind, ...reply } },
      placeholder: false,
    };
  }
  const metadata = {
    interactive: {
      kind,
      id: str(reply["id"]) ?? null,
      title: str(reply["title"]) ?? null,
      description: str(reply["description"]) ?? null,
    },
  };
  return { type: "interactive", text: textOf(reply["title"]), metadata, placeholder: false };
}

/** JSON inside a string; what is broken is kept as the text it was. */
function flowResponse(raw: unknown): unknown {
  if (typeof raw !== "string") return null;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

function location(body: Bag): Content {
  const latitude = Number(body["latitude"]);
  const longitude = Number(body["longitude"]);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
    return unsupported({ kind: "location" });
  const place = {
    latitude,
    longitude,
    name: str(body["name"]) ?? null,
    address: str(body["address"]) ?? null,
    url: str(body["url"]) ?? null,
  };
  return {
    type: "location",
    text: place.name ?? place.address,
    metadata: { location: place },
    placeholder: false,
  };
}

/** Codes of errors under which the real content may still follow. */
const MAY_FOLLOW = new Set(["131060"]);

function unsupportedMessage(message: Bag): Content {
  const codes = list(message["errors"]).flatMap((error) => str(bag(error)["code"]) ?? []);
  const kind = str(bag(message["unsupported"])["type"]) ?? null;
  return unsupported(
    { kind, errors: codes },
    codes.some((code) => MAY_FOLLOW.has(code)),
  );
}

const TEXT_KINDS = [
  "text",
  "button",
  "interactive",
  "location",
  "contacts",
  "order",
  "system",
] as const;

/** Reads the body named by the message's type; where the type is missing, by what is there. */
export function contentOf(message: Bag): Content {
  const type =
    str(message["type"]) ??
    [...TEXT_KINDS, ...MEDIA].find((known) => isBag(message[known])) ??
    "unknown";
  const body = bag(message[type]);
  if (isMedia(type)) return mediaContent(type, body);
  switch (type) {
    case "text":
      return { type, text: textOf(body["body"]), metadata: {}, placeholder: false };
    case "button": {
      const payload = str(body["payload"]) ?? null;
      return {
        type,
        text: textOf(body["text"]),
        metadata: { button: { payload, text: str(body["text"]) ?? null } },
        placeholder: false,
      };
    }
    case "interactive":
      return interactive(body);
    case "location":
      return location(body);
    case "contacts": {
      const cards = list(message["contacts"]).map(bag);
      const names = cards.flatMap((card) => str(bag(card["name"])["formatted_name"]) ?? []);
      return {
        type,
        text: names.join(", ") || null,
        metadata: { contacts: cards },
        placeholder: false,
      };
    }
    case "order":
      return { type, text: textOf(body["text"]), metadata: { order: body }, placeholder: false };
    case "system":
      return {
        type,
        text: textOf(body["body"]),
        metadata: { system: { kind: str(body["type"]) ?? null } },
        placeholder: false,
      };
    case "media_placeholder":
      return unsupported({ kind: "media_placeholder" }, true);
    case "unsupported":
      return unsupportedMessage(message);
    default:
      return unsupported({ kind: type, errors: [] });
  }
}
