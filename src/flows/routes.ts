import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { paged } from "../http/paged.ts";
import { diff } from "./diff.ts";
import "./engine/jobs.ts";
import { templates } from "./gallery/gallery.ts";
import { FlowData } from "./graph.ts";
import { nodeDescriptions } from "./nodes/registry.ts";
import { contentOf, getVersion, publish, rollBack } from "./publish.ts";
import { countFlowRows, countVersionRows, listFlowRows, listVersionRows } from "./queries.ts";
import { runRoutes } from "./runs/routes.ts";
import { flowsContract } from "./schema.ts";
import { scriptRoutes } from "./scripts/routes.ts";
import { createFlow, deleteFlow, getFlow, saveDraft, setStatus, updateFlow } from "./service.ts";
import { allProblems } from "./surroundings.ts";
import { toFlow, toFlowDetail, toVersion } from "./views.ts";

export const flowsFeature: Feature = {
  api: [
    implement(flowsContract)({
      listFlows: async ({ query: { page, limit, ...filter } }) => {
        const rows = listFlowRows(filter, page, limit).then((list) => list.map(toFlow));
        return paged({ page, limit }, rows, countFlowRows(filter));
      },
      createFlow: async ({ body, caller }) => toFlowDetail(await createFlow(body, caller.userId)),
      listNodeKinds: async () => ({
        kinds: nodeDescriptions.map((kind) => ({
          ...kind,
          outputs: [...kind.outputs],
          form: { ...kind.form },
        })),
      }),
      listFlowTemplates: async () => ({ templates: [...templates] }),
      importFlow: async ({ body: { name, description, flowData }, caller }) =>
        toFlowDetail(await createFlow({ name, description, flowData }, caller.userId)),
      getFlow: async ({ params }) => toFlowDetail(await getFlow(params.id)),
      updateFlow: async ({ params, body }) => {
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        return toFlow(await updateFlow(params.id, Object.fromEntries(given)));
      },
      saveFlowDraft: async ({ params, body }) => saveDraft(params.id, body.revision, body.flowData),
      setFlowStatus: async ({ params, body }) => toFlow(await setStatus(params.id, body.status)),
      deleteFlow: async ({ params }) => {
        await deleteFlow(params.id);
        return { done: true };
      },
      listFlowProblems: async ({ params }) => ({
        problems: await allProblems(params.id, await contentOf(params.id, "draft")),
      }),
      publishFlow: async ({ params, body, caller }) =>
        toFlow(await publish({ id: params.id, ...body, userId: caller.userId })),
      listFlowVersions: async ({ params: { id }, query: { page, limit } }) => {
        await getFlow(id);
        const rows = listVersionRows(id, page, limit).then((list) => list.map(toVersion));
        return paged({ page, limit }, rows, countVersionRows(id));
      },
      getFlowVersion: async ({ params }) => {
        const row = await getVersion(params.id, params.version);
        return { ...toVersion(row), flowData: FlowData.parse(row.data) };
      },
      rollBackFlow: async ({ params, caller }) =>
        toFlow(await rollBack(params.id, params.version, caller.userId)),
      diffFlow: async ({ params: { id }, query: { from, to } }) => ({
        changes: diff(await contentOf(id, from), await contentOf(id, to)),
      }),
      exportFlow: async ({ params }) => {
        const { flow } = await getFlow(params.id);
        const { name, description, draft } = flow;
        return {
          format: "whatscrm.flow",
          formatVersion: 1,
          name,
          description,
          flowData: FlowData.parse(draft),
        };
      },
    }),
    runRoutes,
    scriptRoutes,
  ],
};
