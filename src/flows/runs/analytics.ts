import { getVersion } from "../publish.ts";
import { getFlow } from "../service.ts";
import { countRuns, countSteps, type Period } from "./queries.ts";

interface Asked {
  from?: string | undefined;
  to?: string | undefined;
  version?: number | undefined;
}
interface Figure {
  nodeId: string;
  visits: number;
  outputs: Record<string, number>;
  averageMs: number;
  failures: number;
}

/** Where people went and how it ended, for a period and a version. */
export async function analyse(flowId: string, { from, to, version }: Asked) {
  await getFlow(flowId);
  const period: Period = {
    flowId,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    versionId: version === undefined ? undefined : (await getVersion(flowId, version)).id,
  };
  const [runs, endings] = [new Map<string, number>(), new Map<string, number>()];
  for (const { status, endLabel, n } of await countRuns(period)) {
    runs.set(status, (runs.get(status) ?? 0) + n);
    if (endLabel !== null) endings.set(endLabel, (endings.get(endLabel) ?? 0) + n);
  }
  return {
    runs: Object.fromEntries(runs),
    endings: Object.fromEntries(endings),
    nodes: figures(await countSteps(period)),
  };
}

function figures(rows: Awaited<ReturnType<typeof countSteps>>): Figure[] {
  return [...Map.groupBy(rows, ({ nodeId }) => nodeId)].map(([nodeId, own]) => {
    const sum = (pick: (row: (typeof own)[number]) => number): number =>
      own.reduce((total, row) => total + pick(row), 0);
    const steps = sum(({ n }) => n);
    return {
      nodeId,
      visits: sum(({ entered }) => entered),
      outputs: Object.fromEntries(
        own.flatMap(({ output, n }) => (output === null ? [] : [[output, n]])),
      ),
      averageMs: steps === 0 ? 0 : sum(({ totalMs }) => totalMs) / steps,
      failures: sum(({ failed }) => failed),
    };
  });
}
