import { newId } from "../../db/columns.ts";
import { bearWitness, type DomainEvent } from "../../events/events.ts";
import { deletePauses, findLatestChatId, insertInbox } from "../run-queries.ts";
import { activeFlows, tenantHasFlows } from "./active.ts";
import { rouse } from "./wake.ts";

type Item = Parameters<typeof insertInbox>[0][number];

/** What concerns flows is noted in the transaction in which it happens; looked at it is afterwards. */
bearWitness(
  ["message.received", "message.queued", "contact.tagged", "conversation.closed"],
  async (events) => {
    if (!(await tenantHasFlows())) return;
    const items = (await Promise.all(events.map(itemsOf))).flat();
    await insertInbox(items);
    await rouse(...new Set(items.map(({ conversationId }) => conversationId)));
    await deletePauses(
      events.flatMap(({ name, data }) =>
        name === "conversation.closed" ? [data.conversationId] : [],
      ),
    );
  },
);

async function itemsOf({ name, data }: DomainEvent): Promise<Item[]> {
  const item = (conversationId: string, kind: Item["kind"], value: string): Item[] => [
    { id: newId(), conversationId, kind, value },
  ];
  if (name === "message.received") {
    const { conversationId, messageId, live, source } = data;
    if (live) return item(conversationId, "message", messageId);
    // Somebody answered on the phone itself.
    return source === "echo" ? item(conversationId, "taken_over", "phone") : [];
  }
  if (name === "message.queued")
    return data.writtenBy === undefined
      ? []
      : item(data.conversationId, "taken_over", data.writtenBy);
  return name === "contact.tagged" ? tagged(data.contactId, data.tags) : [];
}

async function tagged(contactId: string, tags: string[]): Promise<Item[]> {
  const flows = await activeFlows();
  const isWanted = flows.some(({ triggers }) => triggers.some(({ kind }) => kind === "tag"));
  const conversationId = isWanted ? await findLatestChatId(contactId) : undefined;
  if (conversationId === undefined) return [];
  return tags.map((value) => ({ id: newId(), conversationId, kind: "tag", value }));
}
