import { setMarketingPreference } from "../../contacts/consent.ts";
import { addTags as tagContact, removeTag, updateContact } from "../../contacts/service.ts";
import {
  addTags as tagConversation,
  removeTags,
  updateConversation,
} from "../../conversations/service.ts";
import { clock } from "../../lib/clock.ts";
import { addNote } from "../../messages/notes.ts";
import { send } from "../../messages/send.ts";
import type { Act, OutboundContent } from "../node.ts";
import { findLeastBusy, upsertPause } from "../run-queries.ts";

interface Place {
  conversationId: string;
  contactId: string;
}
const EVERYTHING = { all: true } as const;
const HOUR_MS = 3_600_000;

/** Does what a node wants done, in the transaction of its step. */
export async function perform(act: Act, { conversationId, contactId }: Place): Promise<void> {
  switch (act.act) {
    case "tag":
      if (act.on === "conversation") {
        if (act.add.length > 0) await tagConversation(conversationId, act.add, EVERYTHING);
        if (act.remove.length > 0) await removeTags(conversationId, act.remove, EVERYTHING);
        return;
      }
      if (act.add.length > 0) await tagContact(contactId, act.add);
      for (const tag of act.remove) await removeTag(contactId, tag);
      return;
    case "field":
      await updateContact(contactId, { customFields: { [act.name]: act.value } });
      return;
    case "note":
      await addNote(conversationId, act.text, null, EVERYTHING);
      return;
    case "assign":
      await updateConversation(
        conversationId,
        { assignedAgentId: await assignee(act) },
        EVERYTHING,
      );
      return;
    case "consent":
      await setMarketingPreference(contactId, act.wants);
      return;
    case "resolve":
      await updateConversation(conversationId, { status: "resolved" }, EVERYTHING);
      return;
    case "pause":
      await upsertPause(conversationId, new Date(clock.ms() + act.hours * HOUR_MS), "handed_over");
  }
}

async function assignee({ to, agentId }: Extract<Act, { act: "assign" }>): Promise<string | null> {
  if (to === "nobody") return null;
  return to === "agent" ? (agentId ?? null) : ((await findLeastBusy()) ?? null);
}

interface Origin {
  executionId: string;
  flowId: string;
  nodeId: string;
}

/** The message is queued in the transaction of the step that says it: both or neither. */
export async function say(content: OutboundContent, place: Place, flow: Origin): Promise<string> {
  const { id } = await send({
    conversationId: place.conversationId,
    content,
    userId: null,
    priority: "automation",
    visibility: EVERYTHING,
    metadata: { flow },
  });
  return id;
}
