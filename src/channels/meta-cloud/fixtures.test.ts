import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChannelEvent } from "../channel.ts";
import { parseDelivery } from "./parse.ts";

const folder = join(import.meta.dir, "../../../test/fixtures/whatsapp-cloud/webhooks");
const RECEIVED = Date.UTC(2026, 10, 22);
const parse = (file: string): ChannelEvent[] =>
  parseDelivery(readFileSync(join(folder, `${file}.json`)), RECEIVED);

type Expected = Record<string, unknown>;
const ANA = { phone: "+14155550101", bsuid: "US.90000000000000000101" };
const BEN = { phone: "+447700900123", bsuid: "GB.90000000000000000123" };
const CLEO = {
  bsuid: "GB.90000000000000000456",
  parentBsuid: "GB.ENT.90000000000000000777",
  username: "cleo.muster",
};
const ours = { phoneNumberId: "904600118230011", accountId: "904512307781001" };
const of =
  (contact: object, profileName: string) =>
  (seconds: number, type: string, text: string | null, rest: Expected = {}): Expected => ({
    ...ours,
    kind: "message",
    direction: "inbound",
    source: "live",
    placeholder: false,
    contact,
    profileName,
    at: seconds * 1000,
    type,
    text,
    ...rest,
  });
const ana = of(ANA, "Ana Example");
const ben = of(BEN, "Ben Sample");
const cleo = of(CLEO, "Cleo Muster");
const media = (kind: string, remoteId: string, mimeType: string, rest: Expected = {}) => ({
  media: { kind, remoteId, mimeType, sha256: expect.stringMatching(/^[\w+/]{43}=$/), ...rest },
});
const interactive = (rest: Expected) => ({ metadata: { interactive: rest } });
const quoted = { replyToWaId: expect.stringMatching(/^wamid\./) };

const messages: Record<string, Expected[]> = {
  "message-text": [ana(1792000001, "text", "Hi, is the blue bicycle still available?")],
  "message-text-identity-hash": [ana(1792000002, "text", "Same person, new phone?")],
  "message-text-username-phone-hidden": [
    cleo(1792000004, "text", "I use a username, you cannot see my number"),
  ],
  "message-image": [
    ana(1792000010, "image", "My old bike", media("image", "905001230000001", "image/jpeg")),
  ],
  "message-video": [
    ana(1792000012, "video", "Test ride", media("video", "905001230000003", "video/mp4")),
  ],
  "message-audio-file": [
    ana(1792000013, "audio", null, media("audio", "905001230000004", "audio/mpeg")),
  ],
  "message-document": [
    ben(1792000015, "document", "Invoice for March", {
      ...media("document", "905001230000006", "application/pdf", {
        fileName: "invoice 2026-03 (final).pdf",
      }),
    }),
  ],
  "message-document-hostile-filename": [
    ben(1792000016, "document", "passwdgnp.exe", {
      ...media("document", "905001230000007", "application/pdf", { fileName: "passwdgnp.exe" }),
    }),
  ],
  "message-sticker": [
    ana(1792000017, "sticker", null, media("sticker", "905001230000008", "image/webp")),
  ],
  "message-sticker-animated": [
    ana(1792000018, "sticker", null, {
      ...media("sticker", "905001230000009", "image/webp", { animated: true }),
    }),
  ],
  "message-location-named": [
    ana(1792000020, "location", "Example Cafe", {
      metadata: {
        location: {
          latitude: 37.78021,
          longitude: -122.41944,
          name: "Example Cafe",
          address: "1 Example Plaza, San Francisco, CA 94100",
          url: "https://cafe.example/",
        },
      },
    }),
  ],
  "message-contacts": [
    ana(1792000021, "contacts", "Dana Placeholder, Plumber", {
      metadata: { contacts: [{ birthday: "1990-02-28" }, { name: { formatted_name: "Plumber" } }] },
    }),
  ],
  "message-reply-context": [ana(1792000026, "text", "Yes, that one please", quoted)],
  "message-reply-context-own-message": [ana(1792000027, "text", "(replying to myself)", quoted)],
  "message-forwarded": [
    ana(1792000028, "text", "Forwarded note", { metadata: { forwarded: true } }),
  ],
  "message-frequently-forwarded": [
    ana(1792000029, "image", null, { metadata: { frequentlyForwarded: true } }),
  ],
  "message-referred-product": [
    ana(1792000030, "text", "Do you have it in red?", {
      metadata: {
        referredProduct: {
          catalog_id: "906100000000001",
          product_retailer_id: "SKU-BIKE-001",
        },
      },
    }),
  ],
  "message-button-quick-reply": [
    ana(1792000031, "button", "Confirm", {
      metadata: { button: { payload: "order:4711:confirm", text: "Confirm" } },
      ...quoted,
    }),
  ],
  "message-button-quick-reply-no-context": [
    ana(1792000032, "button", "Stop promotions", {
      metadata: { button: { payload: "Stop promotions" } },
    }),
  ],
  "message-interactive-button-reply": [
    ana(1792000033, "interactive", "09:30", {
      ...interactive({ kind: "button_reply", id: "slot-0930", title: "09:30" }),
      ...quoted,
    }),
  ],
  "message-interactive-list-reply-no-description": [
    ana(1792000035, "interactive", "Standard", {
      ...interactive({ kind: "list_reply", id: "ship-std", title: "Standard", description: null }),
    }),
  ],
  "message-interactive-nfm-reply-flow": [
    ana(1792000036, "interactive", "Sent", {
      ...interactive({
        kind: "nfm_reply",
        name: "flow",
        response: { flow_token: "flowtok-4711", rating: "5", comment: "Very “good”", photos: [] },
      }),
    }),
  ],
  "message-interactive-call-permission-accept": [
    ana(1792000037, "interactive", "Calls allowed", {
      ...interactive({ kind: "call_permission_reply", response: "accept", is_permanent: false }),
    }),
  ],
  "message-interactive-call-permission-reject": [
    ana(1792000038, "interactive", "Calls not allowed", {
      ...interactive({ kind: "call_permission_reply", response: "reject" }),
    }),
  ],
  "message-order": [
    ben(1792000039, "order", "Please gift-wrap", {
      metadata: {
        order: {
          catalog_id: "906100000000001",
          product_items: [
            { product_retailer_id: "SKU-BIKE-001", quantity: 1, item_price: 349.9 },
            { product_retailer_id: "SKU-LOCK-002", quantity: 2, item_price: 25 },
          ],
        },
      },
    }),
  ],
  "message-system-customer-identity-changed": [
    ana(1792000042, "system", "User identity changed", {
      metadata: { system: { kind: "customer_identity_changed" } },
    }),
  ],
  "message-unsupported": [
    ana(1792000043, "unsupported", null, {
      metadata: { kind: "poll_creation", errors: ["131051"] },
    }),
  ],
  "message-unsupported-legacy-no-type": [
    ana(1792000044, "unsupported", null, {
      contact: { phone: ANA.phone },
      metadata: { kind: null, errors: ["131051"] },
    }),
  ],
  "message-unsupported-131060-unavailable": [
    ben(1792000045, "unsupported", null, {
      placeholder: true,
      metadata: { errors: ["131060"] },
      waId: "wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0FCQ0JFODQ5MjMwOEMwMDVCNjgA",
    }),
  ],
  "message-unsupported-131060-then-real-content": [
    ben(1792000048, "text", "Hi! I saw your ad", {
      metadata: { referral: { ctwa_clid: "EXAMPLE-CLID-0001" } },
      waId: "wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0FCQ0JFODQ5MjMwOEMwMDVCNjgA",
    }),
  ],
  "message-media-too-large-131052": [
    ben(1792000049, "unsupported", null, { metadata: { errors: ["131052"] } }),
  ],
  "message-referral-ctwa-image": [
    ana(1792000051, "text", "Can I get more info on this?", {
      metadata: { referral: { source_type: "ad", source_id: "120000000000000002" } },
    }),
  ],
  "message-referral-ctwa-video": [
    ana(1792000052, "image", null, {
      metadata: { referral: { media_type: "video", video_url: "https://videos.example/ad2.mp4" } },
    }),
  ],
  "message-referral-status-placement-no-clid": [
    ana(1792000053, "text", "Saw this in Status", {
      metadata: { referral: { source_type: "ad" } },
    }),
  ],
  "message-referral-post": [
    ana(1792000054, "text", "Hello", { metadata: { referral: { source_type: "post" } } }),
  ],
  "message-group-text": [
    ana(1792000055, "text", "What do you all think?", {
      groupId: "Y2FwaV9ncm91cDpFWEFNUExFMDAwMDAwMQ",
    }),
  ],
  "message-edit-delivered-as-unsupported": [
    ana(1792000058, "unsupported", null, { metadata: { kind: "edit", errors: ["131051"] } }),
  ],
  "dashboard-test-delivery": [
    ana(1504902988, "text", "this is a text message", {
      accountId: "0",
      phoneNumberId: "123456123",
      contact: { phone: "+14155550100" },
      profileName: "test user name",
    }),
  ],
  "batch-several-messages-one-change": [
    ana(1792000201, "text", "one"),
    ana(1792000202, "text", "two"),
    ben(1792000203, "text", "three"),
  ],
  "batch-several-entries-two-wabas": [
    ana(1792000205, "text", "to number A"),
    ben(1792000206, "text", "to number B", {
      phoneNumberId: "904600118230022",
      accountId: "904512307781002",
    }),
  ],
  "batch-duplicate-within": [
    ana(1792000220, "text", "I was delivered twice"),
    ana(1792000220, "text", "I was delivered twice"),
  ],
  "duplicate-delivery-second": [ana(1792000220, "text", "I was delivered twice")],
  "duplicate-delivery-in-larger-batch": [
    ana(1792000220, "text", "I was delivered twice"),
    ana(1792000221, "text", "and this one is new"),
  ],
};

const echo = (seconds: number, type: string, text: string | null, rest: Expected = {}) =>
  ana(seconds, type, text, { direction: "outbound", source: "echo", status: "sent", ...rest });
const old = (
  seconds: number,
  contact: object,
  type: string,
  text: string | null,
  rest: Expected,
) => ({
  ...ours,
  kind: "message",
  source: "history",
  placeholder: false,
  at: seconds * 1000,
  contact,
  type,
  text,
  ...rest,
});
const coexistence: Record<string, Expected[]> = {
  "message-reaction-add": [
    { kind: "reaction", emoji: "👍", contact: ANA, direction: "inbound", source: "live" },
  ],
  "message-reaction-remove-no-emoji": [{ kind: "reaction", emoji: null, contact: ANA }],
  "message-edit-text": [{ kind: "edit", text: "Corrected: 3 bikes, not 2" }],
  "message-edit-image-caption": [{ kind: "edit", text: "New caption" }],
  "message-revoke": [
    {
      kind: "revoke",
      targetWaId: "wamid.HBgLMTQxNTU1NTAxMDEVAgASGBQzQTBFQjI2NjY3ODZBNDQ3NzBDOQA=",
    },
  ],
  "smb-message-echoes-text": [
    echo(1792000401, "text", "Sent from the WhatsApp Business app by a human"),
  ],
  "smb-message-echoes-image": [
    echo(1792000402, "image", "Here it is", media("image", "905001230000020", "image/jpeg")),
  ],
  "smb-message-echoes-revoke": [{ kind: "revoke", at: 1792000404000 }],
  "smb-message-echoes-edit": [{ kind: "edit", text: "Edited on the phone" }],
  "history-chunk": [
    old(1791910000, ANA, "text", "Here is the offer", { direction: "outbound", status: "read" }),
    old(1791910010, ANA, "unsupported", null, {
      direction: "outbound",
      placeholder: true,
      metadata: { kind: "media_placeholder" },
    }),
    old(1791910100, ANA, "text", "Thanks!", { direction: "inbound" }),
    old(1791920000, BEN, "text", "Your order is on its way", {
      direction: "outbound",
      status: "delivered",
    }),
    { kind: "account", field: "history", event: "chunk", payload: { metadata: { progress: 55 } } },
  ],
  "history-chunk-final": [
    { kind: "account", field: "history", event: "chunk", payload: { metadata: { progress: 100 } } },
  ],
  "history-media-followup-inbound": [
    old(1791910010, ANA, "image", "Photo from last week", {
      direction: "inbound",
      ...media("image", "905001230000021", "image/jpeg"),
    }),
  ],
  "history-media-followup-outbound": [
    old(1791910020, ANA, "document", "offer.pdf", { direction: "outbound" }),
  ],
  "history-declined": [{ kind: "account", field: "history", event: "declined" }],
  "message-system-user-changed-number": [
    {
      kind: "identity",
      previous: { phone: "+14155550101" },
      current: { phone: "+14155550199" },
      text: "User Ana Example changed from 14155550101 to 14155550199",
    },
  ],
  "message-system-user-changed-user-id-phone-hidden": [
    {
      kind: "identity",
      previous: { bsuid: CLEO.bsuid },
      current: { bsuid: "GB.90000000000000000888" },
    },
  ],
  "user-id-update": [
    { kind: "identity", previous: ANA, current: { ...ANA, bsuid: "US.90000000000000000999" } },
  ],
  "user-id-update-phone-hidden": [
    {
      kind: "identity",
      previous: { bsuid: CLEO.bsuid },
      current: { bsuid: "GB.90000000000000000999" },
    },
  ],
  "user-preferences-stop": [
    { kind: "preference", contact: ANA, wants: "stop", category: "marketing_messages" },
  ],
  "user-preferences-resume": [
    { kind: "preference", contact: ANA, wants: "resume", at: 1792000310000 },
  ],
  "user-preferences-stop-bsuid-only": [
    { kind: "preference", contact: { bsuid: CLEO.bsuid }, wants: "stop" },
  ],
  "user-preferences-signup": [{ kind: "preference", contact: ANA, wants: "resume" }],
};

const named = new Set([...Object.keys(messages), ...Object.keys(coexistence)]);

describe("people's messages", () => {
  test.each(Object.entries({ ...messages, ...coexistence }))("%s", (file, expected) => {
    const events = parse(file);

    expect(events).toHaveLength(expected.length);
    expect(events).toMatchObject(expected);
  });

  test("only quote what they quote", () => {
    expect(parse("message-forwarded")[0]).not.toHaveProperty("replyToWaId");
    expect(parse("message-text-username-phone-hidden")[0]).not.toHaveProperty("contact.phone");
  });

  test("no recorded message is left out", () => {
    const recorded = readdirSync(folder).map((file) => file.replace(".json", ""));
    const own = /^(message-|batch-(several|dup)|duplicate|dashboard|smb-message|history|user-)/;

    expect(recorded.filter((file) => own.test(file) && !named.has(file))).toEqual([]);
  });
});
