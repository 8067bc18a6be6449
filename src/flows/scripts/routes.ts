import { visibilityOf } from "../../accounts/visibility.ts";
import { implement } from "../../http/mount.ts";
import { contentOf } from "../publish.ts";
import { getRun } from "../runs/service.ts";
import { getFlow } from "../service.ts";
import { play } from "./play.ts";
import { listTestRows, type TestRow } from "./queries.ts";
import { replay } from "./replay.ts";
import { flowScriptsContract, Script } from "./schema.ts";
import { addTest, removeTest, runTests } from "./tests.ts";

const toTest = ({ id, flowId, name, script, updatedAt }: TestRow) => ({
  id,
  flowId,
  name,
  script: Script.parse(script),
  updatedAt,
});

export const scriptRoutes = implement(flowScriptsContract)({
  replayFlowExecution: async ({ params, caller }) =>
    replay(await getRun(params.id, await visibilityOf(caller))),
  simulateFlow: async ({ params, body: { script, flowData } }) =>
    play(params.id, flowData ?? (await contentOf(params.id, "draft")), script),
  listFlowTests: async ({ params }) => {
    await getFlow(params.id);
    return { tests: (await listTestRows(params.id)).map(toTest) };
  },
  addFlowTest: async ({ params, body }) => {
    await getFlow(params.id);
    return toTest(await addTest(params.id, body.name, body.script));
  },
  removeFlowTest: async ({ params }) => {
    await removeTest(params.id, params.testId);
    return { done: true };
  },
  runFlowTests: async ({ params }) => {
    const results = await runTests(params.id, await contentOf(params.id, "draft"));
    return { passed: results.every(({ result }) => result.passed), results };
  },
});
