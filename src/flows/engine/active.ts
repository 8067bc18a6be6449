import { currentTenantId } from "../../db/index.ts";
import { shortCache } from "../../lib/short-cache.ts";
import { hasAnyFlow, listPublished } from "../queries.ts";
import type { Trigger } from "../trigger.ts";
import { type Occasion, fit, triggersOf } from "../triggers.ts";

export interface ActiveFlow {
  flowId: string;
  versionId: string;
  priority: number;
  triggers: Trigger[];
}
const TTL_MS = 5000;
const active = shortCache<ActiveFlow[]>(TTL_MS);
const any = shortCache<boolean>(TTL_MS);

/** Flows that may be started; what another node published is seen within seconds. */
export const activeFlows = (): Promise<ActiveFlow[]> => active.get(currentTenantId(), load);
export const tenantHasFlows = (): Promise<boolean> => any.get(currentTenantId(), hasAnyFlow);

export function forgetTriggers(): void {
  active.clear();
  any.clear();
}

async function load(): Promise<ActiveFlow[]> {
  const rows = await listPublished();
  return rows
    .filter(({ flow, published }) => flow.status === "active" && published !== null)
    .flatMap(({ flow, published }) =>
      flow.publishedVersionId === null || published === null
        ? []
        : [
            {
              flowId: flow.id,
              versionId: flow.publishedVersionId,
              priority: flow.priority,
              triggers: triggersOf(published.data),
            },
          ],
    )
    .toSorted((a, b) => b.priority - a.priority || (a.flowId < b.flowId ? -1 : 1));
}

export interface Match {
  flow: ActiveFlow;
  trigger: Trigger;
}

/** Who gets what happened: the highest priority, then the trigger that asks for most, then the oldest flow. */
export function choose(
  flows: readonly ActiveFlow[],
  occasion: Occasion,
  interruptsOnly: boolean,
): Match | undefined {
  let best: (Match & { rank: number }) | undefined;
  for (const flow of flows) {
    if (best && flow.priority < best.flow.priority) break;
    for (const trigger of flow.triggers) {
      if (interruptsOnly && !trigger.interrupts) continue;
      const rank = fit(trigger, occasion);
      if (rank !== undefined && (!best || rank < best.rank)) best = { flow, trigger, rank };
    }
  }
  return best;
}
