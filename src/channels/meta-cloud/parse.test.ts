import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChannelEvent } from "../channel.ts";
import { parseLossless } from "./json.ts";
import { parseDelivery } from "./parse.ts";

const folder = join(import.meta.dir, "../../../test/fixtures/whatsapp-cloud/webhooks");
const RECEIVED = Date.UTC(2026, 10, 22);
const files = readdirSync(folder).map((file) => file.replace(".json", ""));
const raw = (file: string) => readFileSync(join(folder, `${file}.json`));
const parse = (file: string) => parseDelivery(raw(file), RECEIVED);
const parseText = (text: string) => parseDelivery(new TextEncoder().encode(text), RECEIVED);

type Expected = Record<string, unknown>;
const ANA = { phone: "+14155550101", bsuid: "US.90000000000000000101" };
const BEN = { phone: "+447700900123", bsuid: "GB.90000000000000000123" };
const GROUP = { groupId: "Y2FwaV9ncm91cDpFWEFNUExFMDAwMDAwMQ" };
const told = (status: string, seconds: number, recipient: object, rest: Expected = {}) => ({
  kind: "status",
  phoneNumberId: "904600118230011",
  status,
  at: seconds * 1000,
  recipient,
  ...rest,
});
const charged = (category: string, type = "regular") => ({
  pricing: { category, ...(type ? { type } : {}), billable: type === "regular" || type === "" },
});
const failed = (code: string, next: string, rest: Expected = {}) => ({
  kind: "status",
  status: "failed",
  error: { code, next, reason: expect.stringMatching(/^[A-Z].*\.$/), ...rest },
});

const statuses: Record<string, Expected[]> = {
  "status-sent": [told("sent", 1792000101, ANA, charged("marketing"))],
  "status-delivered": [told("delivered", 1792000103, ANA, charged("marketing"))],
  "status-read": [told("read", 1792000160, ANA)],
  "status-read-without-delivered": [told("read", 1792000161, BEN, charged("utility"))],
  "status-delivered-v23-conversation": [told("delivered", 1792000105, ANA, charged("marketing"))],
  "status-sent-legacy-cbp": [
    told("sent", 1732000000, { phone: ANA.phone }, charged("service", "")),
  ],
  "status-sent-free-entry-point": [
    told("sent", 1792000106, BEN, charged("referral_conversion", "free_entry_point")),
  ],
  "status-delivered-free-customer-service": [
    told("delivered", 1792000107, ANA, charged("service", "free_customer_service")),
  ],
  "status-delivered-free-utility": [
    told("delivered", 1792000108, ANA, charged("utility", "free_customer_service")),
  ],
  "status-delivered-authentication-international": [
    told("delivered", 1792000109, BEN, charged("authentication-international")),
  ],
  "status-sent-opaque-callback-data": [
    told("sent", 1792000112, ANA, { callbackId: '{"tenant":"t_1","outbox":"01JXEXAMPLE"}' }),
  ],
  "status-sent-identity-hash": [told("sent", 1792000114, ANA)],
  "status-failed-131049": [failed("131049", "wait", { retryAfterMs: 86_400_000 })],
  "status-failed-131047": [failed("131047", "fail")],
  "status-failed-131026": [failed("131026", "fail")],
  "status-failed-131050": [failed("131050", "fail")],
  "status-failed-131053": [failed("131053", "fail")],
  "status-failed-130472": [failed("130472", "fail")],
  "status-failed-131048": [failed("131048", "wait")],
  "status-failed-131042": [failed("131042", "fail")],
  "status-failed-137000": [failed("137000", "fail")],
  "status-failed-131062-bsuid-not-supported": [
    { ...failed("131062", "fail"), recipient: { bsuid: "GB.90000000000000000456" } },
  ],
  "status-group-read-aggregated": [
    told("read", 1792000130, ANA, GROUP),
    told("read", 1792000131, BEN, GROUP),
  ],
  "batch-statuses-out-of-order": [
    told("read", 1792000215, ANA),
    told("sent", 1792000210, ANA),
    told("delivered", 1792000212, ANA),
  ],
  "batch-same-second-statuses": [told("delivered", 1792000216, ANA), told("sent", 1792000216, ANA)],
  "batch-messages-and-statuses": [
    { kind: "message", text: "hello", contact: ANA },
    told("delivered", 1792000203, BEN),
  ],
};

const account = (field: string, event: string, rest: Expected = {}) => [
  { kind: "account", field, event, ...rest },
];
const update = (event: string, rest: Expected = {}) => account("account_update", event, rest);
const template = (event: string, rest: Expected = {}) =>
  account("message_template_status_update", event, rest);
const client = { accountId: "904512307781002" };
const accounts: Record<string, Expected[]> = {
  "value-errors-130429": account("messages", "error 130429"),
  "batch-mixed-fields": [...template("APPROVED"), { kind: "message", text: "hi", contact: ANA }],
  "template-status-approved-big-id": template("APPROVED", {
    payload: { message_template_id: "90719925474099312" },
  }),
  "template-status-rejected-tag-content-mismatch": template("REJECTED"),
  "template-status-paused-first": template("PAUSED"),
  "template-status-unpaused": template("APPROVED"),
  "template-status-disabled": template("DISABLED"),
  "template-status-archived": template("ARCHIVED"),
  "template-status-unarchived": template("UNARCHIVED"),
  "template-status-limit-exceeded": template("LIMIT_EXCEEDED"),
  "template-quality-update-unknown-to-green": account("message_template_quality_update", "GREEN"),
  "template-category-update-impending": account("template_category_update", "unknown"),
  "template-category-update-done": account("template_category_update", "unknown"),
  "template-components-update": account("message_template_components_update", "unknown"),
  "phone-number-quality-throughput-upgrade": account(
    "phone_number_quality_update",
    "THROUGHPUT_UPGRADE",
    { payload: { display_phone_number: "12025550142" } },
  ),
  "phone-number-quality-onboarding": account("phone_number_quality_update", "ONBOARDING"),
  "phone-number-quality-legacy-current-limit": account("phone_number_quality_update", "UPGRADE"),
  "business-capability-update-number": account("business_capability_update", "unknown"),
  "business-capability-update-new-portfolio": account("business_capability_update", "unknown"),
  "account-update-partner-added": update("PARTNER_ADDED", client),
  "account-update-partner-app-installed": update("PARTNER_APP_INSTALLED", client),
  "account-update-partner-app-uninstalled": update("PARTNER_APP_UNINSTALLED", client),
  "account-update-partner-removed-disconnection": update("PARTNER_REMOVED", client),
  "account-update-partner-removed-phone-only": update("PARTNER_REMOVED", {
    payload: { phone_number: "12025550142" },
  }),
  "account-update-account-offboarded": update("ACCOUNT_OFFBOARDED"),
  "account-update-account-reconnected": update("ACCOUNT_RECONNECTED"),
  "account-update-restriction": update("ACCOUNT_RESTRICTION"),
  "account-update-violation": update("ACCOUNT_VIOLATION"),
  "account-update-disabled": update("DISABLED_UPDATE"),
  "account-update-deleted": update("ACCOUNT_DELETED"),
  "account-update-primary-location": update("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"),
  "account-update-certification-failed": update("PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"),
  "account-update-pricing-tier": update("VOLUME_BASED_PRICING_TIER_UPDATE"),
  "account-update-auth-international": update("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"),
  "account-update-ad-account-linked": update("AD_ACCOUNT_LINKED"),
  "account-update-mm-terms-signed": update("MM_LITE_TERMS_SIGNED"),
  "account-alerts-limit-deferred": account("account_alerts", "unknown"),
  "account-alerts-oba-approved": account("account_alerts", "unknown"),
  "account-review-update-approved": account("account_review_update", "APPROVED"),
  "account-review-update-rejected": account("account_review_update", "REJECTED"),
  "phone-number-name-update-approved": account("phone_number_name_update", "APPROVED"),
  "phone-number-name-update-rejected": account("phone_number_name_update", "REJECTED"),
  "security-pin-changed": account("security", "PIN_CHANGED", {
    at: 1792000300000,
    stamp: "1792000300",
  }),
  "security-pin-reset-request": account("security", "PIN_RESET_REQUEST"),
  "business-username-updates-approved": account("business_username_updates", "approved"),
  "business-username-updates-deleted": account("business_username_updates", "deleted"),
  "smb-app-state-sync-add": account("smb_app_state_sync", "unknown"),
  "smb-app-state-sync-remove": account("smb_app_state_sync", "unknown"),
  "calls-connect-user-initiated": account("calls", "connect"),
  "calls-connect-business-initiated": account("calls", "connect"),
  "calls-status-ringing": account("calls", "RINGING"),
  "calls-terminate-completed": account("calls", "terminate"),
  "group-participants-update-joined": account(
    "group_participants_update",
    "group_participants_add",
  ),
};

const unread = (field: string | null = null) => [{ kind: "unknown", field }];
const base = (rest: Expected = {}) => [
  {
    kind: "message",
    type: "text",
    text: "base for malformed variants",
    contact: ANA,
    at: 1792000601000,
    ...rest,
  },
];
const malformed: Record<string, Expected[]> = {
  "malformed-empty-object": unread(),
  "malformed-top-level-array": unread(),
  "malformed-wrong-object-page": unread(),
  "malformed-wrong-object-instagram": unread(),
  "malformed-missing-object": unread(),
  "malformed-missing-entry": unread(),
  "malformed-entry-empty": [],
  "malformed-entry-not-array": unread(),
  "malformed-missing-changes": unread(),
  "malformed-value-null": unread("messages"),
  "malformed-missing-field": base(),
  "malformed-unknown-field": unread("message_poll_results"),
  "malformed-missing-phone-number-id": base(),
  "malformed-unknown-phone-number-id": base({ phoneNumberId: "999999999999999" }),
  "malformed-missing-contacts": base(),
  "malformed-contacts-mismatch": base(),
  "malformed-message-missing-id": unread("messages"),
  "malformed-message-missing-timestamp": base({ at: RECEIVED }),
  "malformed-message-timestamp-not-numeric": base({ at: RECEIVED }),
  "malformed-message-timestamp-number": base(),
  "malformed-message-timestamp-milliseconds": base(),
  "malformed-message-missing-type": base(),
  "malformed-message-type-without-body": base({
    type: "unsupported",
    text: null,
    metadata: { kind: "image" },
  }),
  "malformed-message-text-body-null": base({ text: null }),
  "malformed-interactive-missing-object": [
    { kind: "message", type: "unsupported", metadata: { kind: "interactive" } },
    { kind: "account", field: "messages", event: "error 131000" },
  ],
  "malformed-nfm-response-json-invalid": [
    {
      kind: "message",
      text: "Sent",
      metadata: { interactive: { response: '{"flow_token": "abc", ' } },
    },
  ],
  "malformed-status-unknown-value": unread("messages"),
  "malformed-status-missing-id": unread("messages"),
  "malformed-status-failed-without-errors": [failed("UNKNOWN", "fail")],
  "malformed-status-error-code-string": [failed("131047", "fail")],
  "malformed-messages-not-array": unread("messages"),
  "malformed-empty-wa-id": [
    {
      kind: "message",
      contact: {
        bsuid: "GB.90000000000000000456",
        parentBsuid: "GB.ENT.90000000000000000777",
        username: "cleo.muster",
      },
    },
  ],
  "malformed-extra-properties": base(),
  "malformed-html-in-name": base({ profileName: "<img src=x onerror=alert(1)>" }),
  "malformed-huge-text": [
    { kind: "message", type: "text", text: expect.stringMatching(/^A{65536}$/) },
  ],
  "malformed-template-quality-wrong-field": account("message_template_quality_update", "RED"),
  "malformed-template-status-unknown-event": template("QUANTUM_REVIEW"),
  "malformed-history-declined-no-envelope": unread(),
};

const expectations = { ...statuses, ...accounts, ...malformed };

describe("recorded deliveries", () => {
  test.each(Object.entries(expectations))("%s", (file, expected) => {
    const events = parse(file);

    expect(events).toHaveLength(expected.length);
    expect(events).toMatchObject(expected);
  });

  test("are all covered, those of people's messages beside this file", () => {
    const elsewhere =
      /^(message-|batch-(several|dup)|duplicate|dashboard|smb-message|history|user-)/;

    expect(files.filter((file) => !(file in expectations) && !elsewhere.test(file))).toEqual([]);
    expect(files).toHaveLength(182);
  });

  test("name nobody whom the payload does not name", () => {
    expect(parse("malformed-missing-phone-number-id")[0]).not.toHaveProperty("phoneNumberId");
    expect(parse("malformed-contacts-mismatch")[0]).not.toHaveProperty("profileName");
    expect(parse("malformed-empty-wa-id")[0]).not.toHaveProperty("contact.phone");
    expect(parse("status-sent")[0]).not.toHaveProperty("error");
  });
});

/** One delivery around these parts of `value`. */
const delivery = (value: Expected, field = "messages"): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field, value }] }],
  });
const text = (id: string, body: string) => ({
  from: "14155550101",
  id,
  timestamp: "1792000001",
  type: "text",
  text: { body },
});
const hear = (...list: unknown[]): ChannelEvent[] => parseText(delivery({ messages: list }));

describe("hostile deliveries", () => {
  test("a broken message leaves its neighbours alone", () => {
    const events = hear(text("a", "one"), null, 7, { id: "b" }, text("c", "three"));

    expect(events.map(({ kind }) => kind)).toEqual([
      "message",
      "unknown",
      "unknown",
      "unknown",
      "message",
    ]);
  });

  test("names from Object.prototype are no statuses, types or codes", () => {
    const names = ["constructor", "__proto__", "toString", "hasOwnProperty"];
    const value = {
      statuses: names.map((status) => ({ id: "x", status, recipient_id: "14155550101" })),
    };
    const errors = names.map((code) => ({ id: "x", status: "failed", errors: [{ code }] }));

    expect(parseText(delivery(value)).every(({ kind }) => kind === "unknown")).toBe(true);
    expect(parseText(delivery({ statuses: errors }))).toMatchObject(
      names.map((code) => ({ kind: "status", error: { code, next: "fail" } })),
    );
    expect(hear(...names.map((type) => ({ ...text(type, "x"), type })))).toMatchObject(
      names.map(() => ({ kind: "message", type: "unsupported" })),
    );
  });

  test("keep neither NUL nor half an emoji, which databases refuse", () => {
    const body = '{"body":"a\\u0000b \\ud83d c \\ud83d\\ude00","\\u0000":1}';
    const events = parseText(
      delivery({ messages: [text("a", "BODY")] }).replace('{"body":"BODY"}', body),
    );

    expect(events).toMatchObject([{ text: "ab \uFFFD c \u{1F600}" }]);
  });

  test("an id with letters in it is nobody's phone", () => {
    const thread = {
      id: "US.90000000000000000101",
      context: { user_id: "US.90000000000000000101" },
    };
    const history = [{ threads: [{ ...thread, messages: [text("a", "hi")] }] }];

    expect(parseText(delivery({ history }, "history"))[0]).toMatchObject({
      contact: { bsuid: "US.90000000000000000101" },
    });
    expect(parseText(delivery({ history }, "history"))[0]).not.toHaveProperty("contact.phone");
  });

  test("numbers beyond 2^53 keep every digit, others stay numbers", () => {
    const read = parseLossless(
      '{"id":90719925474099312,"list":[-12345678901234567890],"at":0.12345678901234567890,"e":1e20,"small":7,"text":"1234567890123456789, [1234567890123456789]"}',
    );

    expect(read).toEqual({
      id: "90719925474099312",
      list: ["-12345678901234567890"],
      at: 0.12345678901234568,
      e: 1e20,
      small: 7,
      text: "1234567890123456789, [1234567890123456789]",
    });
  });

  test("broken bytes, broken JSON and deep nesting become unknown events", () => {
    const deep = "[".repeat(200_000);

    for (const body of ["", "{", "null", "\u0000", deep, `{"object":${deep}`]) {
      expect(parseText(body)).toMatchObject([{ kind: "unknown" }]);
    }
    expect(parseDelivery(new Uint8Array([0xff, 0xfe, 0x00]), RECEIVED)).toHaveLength(1);
  });

  test("never throw and always make sane events, however they are mutated", () => {
    const random = mulberry32(20261122);
    const bodies = files.map(raw);
    for (let round = 0; round < 2000; round++) {
      const body = mutate(bodies[round % bodies.length] ?? new Uint8Array(), random);
      for (const event of parseDelivery(body, RECEIVED)) {
        expect(Number.isSafeInteger(event.at)).toBe(true);
        expect(event.at).toBeLessThanOrEqual(RECEIVED + 86_400_000);
        if (event.kind === "message") expect(event.waId).not.toBe("");
        expect(() => JSON.stringify(event)).not.toThrow();
      }
    }
  });
});

const VALUES = [null, "", 0, -1, 1e308, true, [], {}, [[]], "constructor", "\u0000", { id: null }];

/** Either bytes are flipped, or a value somewhere in the tree is exchanged or removed. */
function mutate(body: Uint8Array, random: () => number): Uint8Array {
  if (random() < 0.3) {
    const bytes = Uint8Array.from(body);
    for (let n = 0; n < 3; n++) bytes[Math.floor(random() * bytes.length)] = random() * 256;
    return random() < 0.3 ? bytes.subarray(0, random() * bytes.length) : bytes;
  }
  let left = Math.floor(random() * 60);
  const changed: unknown = JSON.parse(new TextDecoder().decode(body), (_key, value: unknown) =>
    left-- === 0
      ? random() < 0.2
        ? undefined
        : VALUES[Math.floor(random() * VALUES.length)]
      : value,
  );
  return new TextEncoder().encode(JSON.stringify(changed) ?? "");
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
