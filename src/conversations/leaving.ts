import { emit } from "../events/events.ts";
import { whenLeaving } from "../events/leaving.ts";
import { unassignAll } from "./queries.ts";

// Whoever is deleted leaves no conversation behind that nobody else looks after.
whenLeaving("user", async (userIds) => {
  for (const previousAgentId of userIds) {
    const ids = await unassignAll(previousAgentId);
    emit(
      "conversation.assigned",
      ...ids.map((conversationId) => ({ conversationId, agentId: null, previousAgentId })),
    );
    emit("conversation.updated", ...ids.map((conversationId) => ({ conversationId })));
  }
});
