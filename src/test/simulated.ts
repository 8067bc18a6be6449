import type { SandboxContact, SandboxMessage } from "../sandbox/schema.ts";
import { messaging, somePhone, until } from "./messaging.ts";

type Body = Record<string, unknown>;

/** A tenant with a simulated number, workers running, and the hands of both sides. */
export async function simulated() {
  const world = await messaging();
  async function aSandbox(): Promise<string> {
    const { body } = await world.owner.post("/whatsapp/connections", {
      name: "Playground",
      connectionType: "sandbox",
    });
    return body.data.id;
  }
  const page = () => world.as("nobody");
  const phoneUrl = (path: string) => `/sandbox/${sandboxId}${path}`;
  const hear = (body: Body) =>
    world.owner.post(`/whatsapp/connections/${sandboxId}/sandbox/inbound`, body);
  const addFault = (body: Body) =>
    world.owner.post(`/whatsapp/connections/${sandboxId}/sandbox/faults`, body);

  async function aContact(name = "Ana Example") {
    const phone = `+${somePhone()}`;
    const { body } = await page().post(phoneUrl("/contacts"), { phone, name });
    const contact: SandboxContact = body.data;
    return contact;
  }
  const say = (contact: SandboxContact, body: Body) =>
    page().post(phoneUrl(`/contacts/${contact.id}/messages`), body);
  const chat = async (contact: SandboxContact): Promise<SandboxMessage[]> =>
    (await page().get(phoneUrl(`/contacts/${contact.id}/messages`))).body.data;
  const conversationOf = ({ phone }: SandboxContact) =>
    until(async () =>
      (await world.conversations()).find(
        (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === phone,
      ),
    );
  /** A contact who has just written, with the conversation that made. */
  async function aTalk() {
    const contact = await aContact();
    await say(contact, { type: "text", text: "Hi" });
    const conversation = await conversationOf(contact);
    return { contact, conversation };
  }
  const send = async (conversation: { id: string }, content: Body, rest: Body = {}) =>
    (await world.owner.post(`/conversations/${conversation.id}/messages`, { content, ...rest }))
      .body.data;
  const message = async (id: string) => (await world.owner.get(`/messages/${id}`)).body.data;
  const becomes = (id: string, status: string) =>
    until(async () => {
      const found = await message(id);
      return found.status === status && found;
    });
  const heardBy = (contact: SandboxContact, n: number) =>
    until(async () => {
      const messages = await chat(contact);
      return messages.length >= n && messages;
    });
  const sandboxId = await aSandbox();

  return {
    world,
    sandboxId,
    aSandbox,
    page,
    phoneUrl,
    hear,
    addFault,
    aContact,
    say,
    chat,
    conversationOf,
    aTalk,
    send,
    message,
    becomes,
    heardBy,
  };
}
