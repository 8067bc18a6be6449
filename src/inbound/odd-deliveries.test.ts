import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { META, newWamid } from "../../test/support/meta.ts";
import { subscribe } from "../events/events.ts";
import { messaging, somePhone, until } from "../test/messaging.ts";

let world: Awaited<ReturnType<typeof messaging>>;
const reported: string[] = [];
let unsubscribe: () => void;
beforeAll(async () => {
  world = await messaging();
  unsubscribe = subscribe((events) => {
    for (const event of events)
      if (event.name === "channel.event" && event.data.connectionId === world.connectionId)
        reported.push(event.data.event);
  });
});
afterAll(async () => {
  unsubscribe();
  await world.stop();
});

const change = (event: string, time: number): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: META.businessAccountId,
        time,
        changes: [
          {
            field: "message_template_status_update",
            value: {
              metadata: { phone_number_id: world.phoneNumberId },
              event,
              message_template_id: 907000000000001,
            },
          },
        ],
      },
    ],
  });

describe("odd deliveries", () => {
  test("a change reported twice counts once, the same change on another day counts again", async () => {
    await world.deliver(change("APPROVED", 1792000000));
    await world.deliver(change("APPROVED", 1792000000));
    await world.deliver(change("PAUSED", 1792000100));
    await world.deliver(change("APPROVED", 1792000200));

    await until(async () => reported.length >= 3 || undefined);
    expect(reported.toSorted()).toEqual(["APPROVED", "APPROVED", "PAUSED"]);
  });

  test("characters no database takes do not cost the message", async () => {
    const from = somePhone();
    const value = {
      metadata: { phone_number_id: world.phoneNumberId },
      contacts: [{ profile: { name: "Nul\u0000 \ud83d" }, wa_id: from }],
      messages: [
        {
          from,
          id: newWamid(),
          timestamp: "1792000001",
          type: "contacts",
          contacts: [{ name: { formatted_name: "Ben\u0000 \ud83d" }, "\u0000": "\udc00" }],
        },
      ],
    };
    const changes = [{ field: "messages", value }];
    const answer = await world.deliver(
      JSON.stringify({
        object: "whatsapp_business_account",
        entry: [{ id: META.businessAccountId, changes }],
      }),
    );

    expect(answer.status).toBe(200);
    const conversation = await until(async () =>
      (await world.conversations()).find(
        (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === `+${from}`,
      ),
    );
    const [message] = await world.thread(conversation.id);
    expect(message).toMatchObject({ type: "contacts", content: "Ben \uFFFD" });
  });
});
