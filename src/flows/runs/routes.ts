import { visibilityOf } from "../../accounts/visibility.ts";
import { implement } from "../../http/mount.ts";
import { decodeCursor, encodeCursor } from "../../lib/cursor.ts";
import { listSecretRows, type SecretRow } from "../secret-queries.ts";
import { keepSecret, removeSecret } from "../secrets.ts";
import { getFlow } from "../service.ts";
import { analyse } from "./analytics.ts";
import { listRuns, listSteps } from "./queries.ts";
import { flowRunsContract } from "./schema.ts";
import { cancelRun, getBot, getRun, handBack, pauseBot, startFlow } from "./service.ts";
import { toExecution, toSteps } from "./views.ts";

/** Never the sealed value. */
const toSecret = ({ id, name, hint, updatedAt }: SecretRow) => ({ id, name, hint, updatedAt });

export const runRoutes = implement(flowRunsContract)({
  startFlow: async ({ params, body, caller }) => {
    const { conversationId, connectionId, to, variables, replace } = body;
    const { userId } = caller;
    const visibility = await visibilityOf(caller);
    const order = { conversationId, connectionId, to, variables, replace, userId, visibility };
    return toExecution(await startFlow({ flowId: params.id, ...order }));
  },
  listFlowExecutions: async ({ params, query, caller }) => {
    await getFlow(params.id);
    const { cursor, limit, status, conversationId } = query;
    const rows = await listRuns({
      flowId: params.id,
      status,
      conversationId,
      before: decodeCursor(cursor),
      limit: limit + 1,
      visibility: await visibilityOf(caller),
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1)?.run : undefined;
    const nextCursor = last ? encodeCursor(last.startedAt, last.id) : null;
    return { data: page.map(toExecution), pagination: { limit, nextCursor } };
  },
  getFlowExecution: async ({ params, caller }) => {
    const found = await getRun(params.id, await visibilityOf(caller));
    const { variables, initialVariables } = found.run;
    const trace = toSteps(initialVariables, await listSteps(params.id));
    return { ...toExecution(found), variables, trace };
  },
  cancelFlowExecution: async ({ params, caller }) =>
    toExecution(await cancelRun(params.id, await visibilityOf(caller))),
  flowAnalytics: async ({ params, query }) => analyse(params.id, query),
  listFlowSecrets: async () => ({ secrets: (await listSecretRows()).map(toSecret) }),
  setFlowSecret: async ({ params, body }) => toSecret(await keepSecret(params.name, body.value)),
  removeFlowSecret: async ({ params }) => {
    await removeSecret(params.name);
    return { done: true };
  },
  getConversationBot: async ({ params, caller }) => getBot(params.id, await visibilityOf(caller)),
  pauseConversationBot: async ({ params, body, caller }) =>
    pauseBot(params.id, body.hours, await visibilityOf(caller)),
  handBackConversation: async ({ params, caller }) =>
    handBack(params.id, await visibilityOf(caller)),
});
