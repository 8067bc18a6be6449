import { audit } from "../accounts/audit.ts";
import { transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { hasDelivery } from "./queries.ts";
import { getConnection } from "./service.ts";

type Replay = (deliveryId: string) => Promise<void>;
let replay: Replay | undefined;

/** The processor of deliveries announces itself: it stands above connections. */
export function registerReplay(run: Replay): void {
  replay = run;
}

export async function replayDelivery(connectionId: string, deliveryId: string): Promise<void> {
  await getConnection(connectionId);
  if (!(await hasDelivery(connectionId, deliveryId))) {
    throw new AppError("not_found", "NOT_FOUND", { message: "There is no such delivery." });
  }
  if (!replay) throw new Error("no processor of deliveries is registered");
  const run = replay;
  await transaction(async () => {
    await run(deliveryId);
    await audit({
      action: "delivery.replayed",
      resourceType: "connection",
      resourceId: connectionId,
      changes: { deliveryId },
    });
  });
}
