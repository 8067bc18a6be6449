import type { z } from "zod";
import type { OutboundContent } from "../messages/schema.ts";

/** What a channel can do. Features ask these, never the channel's name. */
export interface Capabilities {
  /** Hours a free-form reply stays allowed after the contact wrote; null = always. */
  replyWindowHours: number | null;
  templates: boolean;
  interactive: boolean;
  reactions: boolean;
  /** Marking a message read shows the contact blue ticks. */
  readReceipts: boolean;
  typing: boolean;
  /** Deliveries arrive at `/hooks/whatsapp/:connectionId`. */
  webhooks: boolean;
  /** A built-in phone page at `/phone/:connectionId`. */
  simulator: boolean;
  /** Of a number of which nothing more is known. */
  pace: Pace;
}

/** Messages per second the number may send, and to one person as [burst, seconds per further message]. */
export interface Pace {
  perSecond: number;
  pairBurst: number;
  pairSecondsEach: number;
}

/** Who somebody is on WhatsApp. At least one field is set; empty strings never appear. */
export interface Identity {
  /** Digits with a leading `+`. */
  phone?: string;
  /** Business-scoped user id, `CC.…`. */
  bsuid?: string;
  parentBsuid?: string;
  lid?: string;
  username?: string;
}

export interface InboundMedia {
  kind: "image" | "video" | "audio" | "document" | "sticker";
  /** The channel's id, for `download`. */
  remoteId: string;
  mimeType?: string;
  fileName?: string;
  /** As the channel states it, hex or base64. */
  sha256?: string;
  voice?: boolean;
  animated?: boolean;
}

interface At {
  /** Which of our numbers it concerns, where the payload says so. */
  phoneNumberId?: string;
  /** The account (WABA) it concerns. */
  accountId?: string;
  /** Milliseconds since 1970, already made sane (receive time when absent or absurd). */
  at: number;
}

export interface MessageEvent extends At {
  kind: "message";
  /** WhatsApp's id, unique per connection. */
  waId: string;
  direction: "inbound" | "outbound";
  /** The other side (the sender when inbound, the recipient of an echo). */
  contact: Identity;
  profileName?: string;
  /** Set in group chats: the conversation is the group's, `contact` the author. */
  groupId?: string;
  type:
    | "text"
    | "image"
    | "video"
    | "audio"
    | "document"
    | "sticker"
    | "location"
    | "contacts"
    | "interactive"
    | "button"
    | "order"
    | "system"
    | "unsupported";
  /** What a person reads in a list: body, caption, title of the tapped button. */
  text: string | null;
  media?: InboundMedia;
  /** Type-specific rest: location, contacts, order, interactive reply id, referral, forwarded, errors. JSON-safe. */
  metadata: Record<string, unknown>;
  /** Quoted message. */
  replyToWaId?: string;
  /** Content to follow under the same id may replace this one. */
  placeholder: boolean;
  /** `live`: notify, trigger bots, open the reply window. `echo`: sent from the phone app. `history`: old. */
  source: "live" | "echo" | "history";
  /** For echoes and history of our own messages. */
  status?: MessageStatusName;
}
export type MessageStatusName = "sent" | "delivered" | "read" | "failed";

export interface ReactionEvent extends At {
  kind: "reaction";
  waId: string;
  targetWaId: string;
  contact: Identity;
  profileName?: string;
  direction: "inbound" | "outbound";
  /** Null takes it back. */
  emoji: string | null;
  source: "live" | "echo" | "history";
}
export interface EditEvent extends At {
  kind: "edit";
  waId: string;
  targetWaId: string;
  text: string | null;
}
export interface RevokeEvent extends At {
  kind: "revoke";
  waId: string;
  targetWaId: string;
}
export interface StatusEvent extends At {
  kind: "status";
  waId: string;
  /** Our message id, echoed from `biz_opaque_callback_data`. */
  callbackId?: string;
  status: MessageStatusName;
  recipient?: Identity;
  groupId?: string;
  error?: SendFailure;
  pricing?: Record<string, unknown>;
}
/** The same person under another identity. */
export interface IdentityEvent extends At {
  kind: "identity";
  previous: Identity;
  current: Identity;
  /** The change as a system line in the thread, where WhatsApp sends one. */
  waId?: string;
  text?: string;
}
/** The contact's own wish about marketing. */
export interface PreferenceEvent extends At {
  kind: "preference";
  contact: Identity;
  category: string;
  wants: "stop" | "resume";
}
/** Template, account, number, call, group and unknown events: stored whole for the features that come for them. */
export interface AccountEvent extends At {
  kind: "account";
  field: string;
  /** For instance `APPROVED`, `DISABLED_UPDATE`, `connect`; `unknown` when there is none. */
  event: string;
  payload: unknown;
  /** As the sender stamped it: tells the same change happening again from a repeated delivery. */
  stamp?: string;
}
/** Not understood or not usable: kept raw, logged, answered 200. */
export interface UnknownEvent extends At {
  kind: "unknown";
  field: string | null;
  why: string;
  payload: unknown;
}
export type ChannelEvent =
  | MessageEvent
  | ReactionEvent
  | EditEvent
  | RevokeEvent
  | StatusEvent
  | IdentityEvent
  | PreferenceEvent
  | AccountEvent
  | UnknownEvent;

export interface SendFailure {
  code: string;
  /** One plain English sentence a person can act on; never the vendor's words. */
  reason: string;
  /** `retry` soon, `wait` for `retryAfterMs`, or `fail` for good. */
  next: "retry" | "wait" | "fail";
  retryAfterMs?: number;
}
/** `unknown`: the request may have gone through, so nobody may repeat it before a status came. */
export type SendResult =
  | { ok: true; waId: string; contactWaId?: string }
  | ({ ok: false; unknown: false } & SendFailure)
  | { ok: false; unknown: true; code: string; reason: string };

export interface OutboundMedia {
  bytes: Uint8Array<ArrayBuffer>;
  mimeType: string;
  fileName: string;
  /** From an earlier upload of the same file by this connection, still usable. */
  remoteId?: string;
}
export interface SendRequest {
  /** Our message id; comes back in statuses. At most 512 characters. */
  callbackId: string;
  to: Identity;
  content: OutboundContent;
  /** Present when the content names a `mediaId`. */
  media?: OutboundMedia;
  /** The how-manieth try of this message; 1 when absent. */
  attempt?: number;
  /** WhatsApp's id of the quoted message, or of the target of a reaction. */
  contextWaId?: string;
}
export type UploadResult =
  | { ok: true; remoteId: string; expiresAt: number }
  | ({ ok: false } & SendFailure);
export type DownloadResult =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; mimeType: string }
  | ({ ok: false } & SendFailure);
export type CheckResult =
  | { ok: true; phoneNumber?: string; displayName?: string; facts: Record<string, unknown> }
  | ({ ok: false } & SendFailure);

/** A connection with its secrets opened, as a channel needs it. */
export interface OpenConnection<Settings> {
  id: string;
  tenantId: string;
  settings: Settings;
}
/** What the host lends a channel. */
export interface ChannelHost {
  fetch: typeof fetch;
  /** Base of the Graph API, version included, without trailing slash. */
  graphUrl: string;
  now(): number;
}

/** A way to reach WhatsApp. One folder each; registered in registry.ts. */
export interface Channel<Settings = unknown> {
  /** Stored in `connection_type`. */
  type: string;
  label: string;
  /** `.meta({ label, secret: true })` marks what is sealed at rest and masked in answers. */
  settings: z.ZodType<Settings>;
  capabilities: Capabilities;
  /** Ids by which platform-wide deliveries find this connection. */
  routing(settings: Settings): { phoneNumberId?: string; accountId?: string };
  /** The number's own pace, from the facts of its latest check; undefined when they do not say. */
  pace?(facts: Record<string, unknown>): Pace | undefined;
  /** Cheap call that proves the credentials. */
  check(connection: OpenConnection<Settings>, host: ChannelHost): Promise<CheckResult>;
  /** One attempt. Must not throw for anything the other side does. */
  send(
    connection: OpenConnection<Settings>,
    request: SendRequest,
    host: ChannelHost,
  ): Promise<SendResult>;
  /** Store a file with the channel so that it can be sent. */
  upload?(
    connection: OpenConnection<Settings>,
    media: OutboundMedia,
    host: ChannelHost,
  ): Promise<UploadResult>;
  /** Bytes of an inbound file, at most `maxBytes`. */
  download?(
    connection: OpenConnection<Settings>,
    media: InboundMedia,
    maxBytes: number,
    host: ChannelHost,
  ): Promise<DownloadResult>;
  markRead?(
    connection: OpenConnection<Settings>,
    waId: string,
    typing: boolean,
    host: ChannelHost,
  ): Promise<SendResult>;
  /** Webhook side; absent on channels that hold a connection open. */
  webhook?: {
    /** Answer to the GET handshake, or undefined to refuse. */
    handshake(settings: Settings, query: Record<string, string>): string | undefined;
    /** Over the raw bytes. */
    verify(settings: Settings, body: Uint8Array, headers: Headers): boolean;
    /** Never throws: whatever cannot be read becomes an UnknownEvent. */
    parse(body: Uint8Array, receivedAt: number): ChannelEvent[];
  };
}
