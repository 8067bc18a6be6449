import {
  META,
  newWamid,
  sign,
  statusDelivery,
  textDelivery,
  type TextIn,
} from "../../test/support/meta.ts";
import { startInbound } from "../inbound/processor.ts";
import { startJobs } from "../jobs/runtime.ts";
import { harness } from "./harness.ts";

type Harness = Awaited<ReturnType<typeof harness>>;
type Client = ReturnType<Harness["as"]>;

/** A tenant with a Meta number of its own, workers running, and the means to play Meta. */
export async function messaging() {
  const base = await harness();
  const stops = [startInbound(), await startJobs()];
  const owner = base.as("user");
  const phoneNumberId = String(Math.floor(1e14 + Math.random() * 9e14));
  const created = await owner.post("/whatsapp/connections", {
    name: "Support line",
    connectionType: "meta_api",
    metaCredentials: { ...META, phoneNumberId },
  });
  const connectionId: string = created.body.data.id;
  const hook = `/hooks/whatsapp/${connectionId}`;

  const deliver = (body: string, signature = sign(body)) =>
    base.as("nobody").post(hook, body, { "X-Hub-Signature-256": signature });
  const hear = (...list: Omit<TextIn, "phoneNumberId">[]) =>
    deliver(textDelivery(...list.map((one) => ({ ...one, phoneNumberId }))));
  const tell = (...list: Parameters<typeof statusDelivery>[0]) =>
    deliver(statusDelivery(list, phoneNumberId));

  return {
    ...base,
    owner,
    connectionId,
    phoneNumberId,
    hook,
    deliver,
    hear,
    tell,
    conversations: async (who: Client = owner) =>
      (await who.get("/conversations?limit=200")).body.data,
    thread: async (conversationId: string, who: Client = owner) =>
      (await who.get(`/conversations/${conversationId}/messages?limit=200`)).body.data,
    /** A conversation in which the contact has just written. */
    aConversation: async (from = somePhone()) => {
      await hear({ from, text: "Hi", id: newWamid() });
      return until(async () => {
        const all = (await owner.get("/conversations?limit=200")).body.data;
        return all.find(
          (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === `+${from}`,
        );
      });
    },
    stop: async () => {
      for (const stop of stops) await stop();
    },
  };
}

export const somePhone = (): string =>
  `1202${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;

/** Polls until the answer is there. The time-out is for what hangs, not for what is slow. */
export async function until<T>(
  ask: () => Promise<T | undefined | false | null>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain`);
    await Bun.sleep(15);
  }
}
