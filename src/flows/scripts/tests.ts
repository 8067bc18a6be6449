import { audit } from "../../accounts/audit.ts";
import { transaction } from "../../db/index.ts";
import { AppError } from "../../lib/app-error.ts";
import type { FlowData } from "../graph.ts";
import { play } from "./play.ts";
import { deleteTest, insertTest, listTestRows, type TestRow } from "./queries.ts";
import { Script, type ScriptResult } from "./schema.ts";

interface TestResult {
  testId: string;
  name: string;
  result: ScriptResult;
}

export async function runTests(flowId: string, data: FlowData): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const { id, name, script } of await listTestRows(flowId))
    results.push({ testId: id, name, result: await play(flowId, data, Script.parse(script)) });
  return results;
}

/** What keeps a flow from being published. */
export async function failingTests(flowId: string, data: FlowData) {
  const results = await runTests(flowId, data);
  return results
    .filter(({ result }) => !result.passed)
    .map(({ testId, name, result: { failures, error } }) => ({ testId, name, failures, error }));
}

const MAX_TESTS = 100;

export async function addTest(flowId: string, name: string, script: Script): Promise<TestRow> {
  if ((await listTestRows(flowId)).length >= MAX_TESTS)
    throw new AppError("conflict", "TOO_MANY_TESTS", {
      message: `A flow has at most ${MAX_TESTS} tests.`,
    });
  return transaction(async () => {
    const row = await insertTest({ flowId, name, script });
    if (!row) throw new Error("a flow's test was not stored");
    await audit({
      action: "flow_test.added",
      resourceType: "flow",
      resourceId: flowId,
      changes: { name },
    });
    return row;
  });
}

export async function removeTest(flowId: string, id: string): Promise<void> {
  await transaction(async () => {
    if (!(await deleteTest(flowId, id)))
      throw new AppError("not_found", "NOT_FOUND", { message: "There is no such test." });
    await audit({ action: "flow_test.removed", resourceType: "flow", resourceId: flowId });
  });
}
