import { whenUserLeaves } from "../accounts/leaving.ts";
import { emit } from "../events/events.ts";
import { unassignAll } from "./queries.ts";

// Whoever is deleted leaves no conversation behind that nobody else looks after.
whenUserLeaves(async (userId) => {
  const ids = await unassignAll(userId);
  emit(
    "conversation.assigned",
    ...ids.map((conversationId) => ({ conversationId, agentId: null, previousAgentId: userId })),
  );
  emit("conversation.updated", ...ids.map((conversationId) => ({ conversationId })));
});
