import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { config } from "../config.ts";
import { somePhone, until } from "../test/messaging.ts";
import { simulated } from "../test/simulated.ts";
import type { SandboxContact, SandboxMessage } from "./schema.ts";

const {
  world,
  sandboxId,
  aSandbox,
  page,
  phoneUrl,
  hear,
  aContact,
  say,
  chat,
  aTalk,
  send,
  message,
  becomes,
  heardBy,
} = await simulated();
afterAll(() => world.stop());

const Stored = z.object({ data: z.object({ mediaId: z.string() }) });
const Kept = z.object({ data: z.object({ id: z.string() }) });

describe("the simulated phone", () => {
  test("writes to the inbox and gets the answer, with ticks on both sides", async () => {
    const { contact, conversation } = await aTalk();

    const sent = await send(conversation, { type: "text", text: "Hello Ana" });

    await becomes(sent.id, "delivered");
    const [answer, first] = await heardBy(contact, 2);
    expect(answer).toMatchObject({
      author: "business",
      content: { type: "text", text: "Hello Ana" },
      status: "delivered",
    });
    expect(first).toMatchObject({ author: "contact", status: "delivered" });
    await page().post(phoneUrl(`/contacts/${contact.id}/read`));
    await becomes(sent.id, "read");
  });

  test("shows the contact's name in the inbox", async () => {
    const { conversation } = await aTalk();

    expect(conversation.contact.name).toBe("Ana Example");
  });

  test("turns its own ticks blue when the business reads", async () => {
    const { contact, conversation } = await aTalk();

    await world.owner.put(`/conversations/${conversation.id}/read`);

    await until(async () => (await chat(contact))[0]?.status === "read");
  });

  test("sends and gets photos", async () => {
    const { contact, conversation } = await aTalk();
    const png = Buffer.from(PIXEL, "base64");
    const form = new FormData();
    form.set("file", new File([png], "bike.png", { type: "image/png" }));
    const up = await world.app.request(`/api/v1${phoneUrl("/media")}`, {
      method: "POST",
      body: form,
    });
    const { mediaId } = Stored.parse(await up.json()).data;

    await say(contact, { type: "image", mediaId, caption: "My bike" });
    const photo = await until(async () =>
      (await world.thread(conversation.id)).find(
        (one: { type: string; mediaUrl: string | null }) => one.type === "image" && one.mediaUrl,
      ),
    );
    expect(photo.content).toBe("My bike");
    const got = await until(async () => {
      const answer = await world.app.request(photo.mediaUrl);
      return answer.ok && answer;
    });
    expect(Buffer.from(await got.arrayBuffer()).equals(png)).toBe(true);

    const back = new FormData();
    back.set("file", new File([png], "reply.png", { type: "image/png" }));
    const stored = await world.app.request("/api/v1/media/upload", {
      method: "POST",
      body: back,
      headers: { Authorization: `Bearer ${await world.tenant.tokenOf("user")}` },
    });
    const sent = await send(conversation, {
      type: "image",
      mediaId: Kept.parse(await stored.json()).data.id,
      caption: "Nice",
    });
    await becomes(sent.id, "delivered");
    const [shown] = await chat(contact);
    if (shown?.content.type !== "image") throw new Error("no photo on the phone");
    expect(shown.content.caption).toBe("Nice");
    const file = await world.app.request(`/api/v1${phoneUrl(`/media/${shown.content.mediaId}`)}`);
    expect(Buffer.from(await file.arrayBuffer()).equals(png)).toBe(true);
  });

  test("answers buttons, and lists, quoting them", async () => {
    const { contact, conversation } = await aTalk();
    const sent = await send(conversation, {
      type: "interactive",
      interactive: { type: "button", body: "When?", buttons: [{ id: "am", title: "Morning" }] },
    });
    await becomes(sent.id, "delivered");
    const [asked] = await chat(contact);
    expect(asked?.content).toMatchObject({
      type: "interactive",
      buttons: [{ id: "am", title: "Morning" }],
    });

    await say(contact, {
      type: "interactive",
      kind: "button_reply",
      id: "am",
      title: "Morning",
      replyTo: asked?.waId,
    });

    const answer = await until(async () =>
      (await world.thread(conversation.id)).find(
        (one: { type: string; direction: string }) =>
          one.type === "interactive" && one.direction === "inbound",
      ),
    );
    expect(answer).toMatchObject({ content: "Morning", replyToId: sent.id });
    expect(answer.metadata.interactive).toMatchObject({ kind: "button_reply", id: "am" });
  });

  test("reacts, and sees reactions", async () => {
    const { contact, conversation } = await aTalk();
    const sent = await send(conversation, { type: "text", text: "Done!" });
    await becomes(sent.id, "delivered");
    const [mine] = await chat(contact);

    await say(contact, { type: "reaction", messageId: mine?.waId, emoji: "👍" });
    await until(async () => (await message(sent.id)).reactions.length > 0);
    const [theirs] = (await world.thread(conversation.id)).filter(
      (one: { direction: string }) => one.direction === "inbound",
    );
    await send(conversation, { type: "reaction", messageId: theirs.id, emoji: "❤️" });

    expect((await message(sent.id)).reactions).toEqual([{ emoji: "👍", from: "contact" }]);
    await until(async () =>
      (await chat(contact)).find(({ businessReaction }) => businessReaction === "❤️"),
    );
  });

  test("gets nothing while it is off, and everything when it is on again", async () => {
    const { contact, conversation } = await aTalk();
    await page().patch(phoneUrl(`/contacts/${contact.id}`), { online: false });
    const sent = await send(conversation, { type: "text", text: "Are you there?" });
    await becomes(sent.id, "sent");
    await Bun.sleep(500);
    expect((await message(sent.id)).status).toBe("sent");
    expect(await chat(contact)).toHaveLength(1);

    await page().patch(phoneUrl(`/contacts/${contact.id}`), { online: true });

    await becomes(sent.id, "delivered");
    expect(await chat(contact)).toHaveLength(2);
  });

  test("reads by itself when told to", async () => {
    const { contact, conversation } = await aTalk();
    await page().patch(phoneUrl(`/contacts/${contact.id}`), { autoRead: true });

    const sent = await send(conversation, { type: "text", text: "See this" });

    await becomes(sent.id, "read");
  });

  test("refuses a second contact with the same number", async () => {
    const { phone } = await aContact();

    const again = await page().post(phoneUrl("/contacts"), { phone, name: "Twin" });

    expect(again).toMatchObject({ status: 409, body: { error: { code: "PHONE_TAKEN" } } });
  });

  test("tells an open page what changed, and a page that comes back what it missed", async () => {
    const { body } = await page().get(phoneUrl(""));
    const contact = await aContact("Missed");

    const answer = await world.app.request(`/api/v1${phoneUrl("/events")}`, {
      headers: { "Last-Event-ID": String(body.data.revision) },
    });
    const reader = answer.body?.getReader();
    const first = await frame(reader);
    await say(contact, { type: "text", text: "Live" });
    const second = await frame(reader);
    await reader?.cancel();

    expect(first.contacts).toContainEqual(expect.objectContaining({ name: "Missed" }));
    expect(second.revision).toBeGreaterThan(first.revision);
    expect(second.messages).toContainEqual(
      expect.objectContaining({ content: { type: "text", text: "Live" } }),
    );
  });
});

interface Frame {
  revision: number;
  contacts: SandboxContact[];
  messages: SandboxMessage[];
}
async function frame(
  reader: Pick<ReadableStreamDefaultReader, "read"> | undefined,
): Promise<Frame> {
  for (;;) {
    const chunk = await reader?.read();
    const text = new TextDecoder().decode(chunk?.value);
    const data = /^data: (.*)$/m.exec(text)?.[1];
    if (data !== undefined) return JSON.parse(data);
    if (!chunk || chunk.done) throw new Error("the stream ended");
  }
}

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("a phone's link", () => {
  test("opens nothing on a real number, or on none", async () => {
    const real = await page().get(`/sandbox/${world.connectionId}`);
    const none = await page().get(`/sandbox/${crypto.randomUUID()}`);
    const odd = await page().get("/sandbox/nonsense");

    expect([real.status, none.status, odd.status]).toEqual([404, 404, 404]);
  });

  test("does not open another phone's contacts or files", async () => {
    const contact = await aContact();
    const other = await aSandbox();

    const messages = await page().get(`/sandbox/${other}/contacts/${contact.id}/messages`);
    const said = await page().post(`/sandbox/${other}/contacts/${contact.id}/messages`, {
      type: "text",
      text: "x",
    });

    expect(messages.body.data).toEqual([]);
    expect(said.status).toBe(404);
  });

  test("cannot flood the inbox", async () => {
    const flooded = await aSandbox();
    const contact = (
      await page().post(`/sandbox/${flooded}/contacts`, { phone: "+12025550199", name: "Flood" })
    ).body.data;

    const answers = await Promise.all(
      Array.from({ length: 90 }, () =>
        page().post(`/sandbox/${flooded}/contacts/${contact.id}/typing`, { typing: false }),
      ),
    );

    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(10);
  });
});

test("a deleted number takes its phone and its files along", async () => {
  const gone = await aSandbox();
  const files = join(config().dataDir, "media", `sandbox-${world.tenant.id}`, gone);
  await world.owner.post(`/whatsapp/connections/${gone}/sandbox/inbound`, {
    from: "+12025550198",
    type: "image",
    data: PIXEL,
  });
  expect(existsSync(files)).toBe(true);

  expect((await world.owner.delete(`/whatsapp/connections/${gone}`)).status).toBe(200);

  await until(async () => !existsSync(files));
  expect((await page().get(`/sandbox/${gone}`)).status).toBe(404);
});

describe("programs", () => {
  test("let a new contact write", async () => {
    const from = `+${somePhone()}`;

    const heard = await hear({ from, name: "Robo", type: "text", text: "From a test" });

    expect(heard.status).toBe(201);
    expect(heard.body.data.waId).toStartWith("wamid.");
    const conversation = await until(async () =>
      (await world.conversations()).find(
        (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === from,
      ),
    );
    expect(conversation.lastMessage.content).toBe("From a test");
  });

  test("are one person, however many first messages come at once", async () => {
    const from = `+${somePhone()}`;

    const heard = await Promise.all(
      Array.from({ length: 8 }, (_, n) => hear({ from, type: "text", text: `Part ${n}` })),
    );

    expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(heard.map(({ body }) => body.data.contactId)).size).toBe(1);
  });

  test.each([
    ["location", { type: "location", latitude: 52.5, longitude: 13.4, name: "Berlin" }],
    [
      "contacts",
      { type: "contacts", contacts: [{ name: "Ben Sample", phones: ["+12025550111"] }] },
    ],
    ["sticker", { type: "sticker", data: PIXEL, mimeType: "image/png" }],
    ["document", { type: "document", data: btoa("%PDF-1.4 x"), fileName: "offer.pdf" }],
    ["audio", { type: "audio", data: btoa("OggS0123"), mimeType: "audio/ogg", voice: true }],
  ])("send %s", async (type, body) => {
    const from = `+${somePhone()}`;

    expect((await hear({ from, ...body })).status).toBe(201);

    await until(async () => {
      const all = await world.conversations();
      const found = all.find(
        (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === from,
      );
      const [heard] = found ? await world.thread(found.id) : [];
      return heard?.type === type;
    });
  });

  test("are told what is wrong with what they send", async () => {
    const answer = await hear({ from: "12", type: "text", text: "" });

    expect(answer).toMatchObject({ status: 422, body: { error: { code: "VALIDATION_ERROR" } } });
  });

  test("need a connection of their own that is simulated", async () => {
    const stranger = await world.aTenant();
    const body = { from: "+12025550123", type: "text", text: "x" };
    const foreign = await world
      .as("user", stranger)
      .post(`/whatsapp/connections/${sandboxId}/sandbox/inbound`, body);
    const real = await world.owner.post(
      `/whatsapp/connections/${world.connectionId}/sandbox/inbound`,
      body,
    );
    const agent = await world
      .as("agent")
      .post(`/whatsapp/connections/${sandboxId}/sandbox/inbound`, body);

    expect([foreign.status, real.status, agent.status]).toEqual([404, 404, 403]);
  });
});
