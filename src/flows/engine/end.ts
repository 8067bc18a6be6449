import { clock } from "../../lib/clock.ts";
import { type RunRow, setRun } from "../run-queries.ts";
import { forgetWake } from "./wake.ts";

type Ending =
  | { status: "cancelled"; label: "taken_over" | "interrupted" | "replaced" | "stopped" | "paused" }
  | { status: "expired"; label: "expired" };

/** Cuts a run short, inside the caller's transaction. */
export async function cutShort(row: RunRow, { status, label }: Ending): Promise<void> {
  const kept = await setRun(row, {
    status,
    endLabel: label,
    activeKey: null,
    waiting: null,
    wakeAt: null,
    endedAt: clock.now(),
  });
  if (!kept) throw new Error(`run ${row.id} moved on meanwhile`);
  if (row.wakeAt !== null && status === "cancelled") await forgetWake(row);
}
