import { transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { ring } from "./feed.ts";
import {
  countFaults,
  deleteFaults,
  type FaultRow,
  insertFault,
  listFaults,
  nextRevision,
  useFault,
} from "./queries.ts";
import type { FaultKind, NewFault } from "./schema.ts";

const MAX_FAULTS = 100;

/** What is to go wrong with one message. */
export interface Mishaps {
  /** The request is refused with this code. */
  errorCode?: number;
  /** The message is taken and fails with this code. */
  failCode?: number;
  delayMs: number;
  duplicates: number;
  reorder: boolean;
  dropAnswer: boolean;
  closedWindow: boolean;
}

/** Both directions can be late or repeated; the rest happens to what the business sends. */
const IN_BOTH: readonly FaultKind[] = ["delay", "duplicate"];

/** Uses up what hits this message. Part of the caller's transaction, which holds the network's counter. */
export async function takeMishaps(
  connectionId: string,
  phone: string,
  author: "business" | "contact",
): Promise<Mishaps> {
  const hits = (await listFaults(connectionId)).filter(
    (fault) =>
      (fault.phone === null || fault.phone === phone) &&
      (author === "business" || IN_BOTH.includes(fault.kind)),
  );
  for (const { id, remaining } of hits) {
    if (remaining === null) continue;
    if (remaining > 1) await useFault(id, remaining - 1);
    else await deleteFaults(connectionId, [id]);
  }
  return mishapsOf(hits);
}

function mishapsOf(hits: FaultRow[]): Mishaps {
  const first = (kind: FaultKind) => hits.find((fault) => fault.kind === kind);
  const errorCode = first("error")?.code ?? undefined;
  const failCode = first("fail")?.code ?? undefined;
  return {
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(failCode === undefined ? {} : { failCode }),
    delayMs: Math.max(
      0,
      ...hits.map(({ kind, delayMs }) => (kind === "delay" ? (delayMs ?? 0) : 0)),
    ),
    duplicates: hits.filter(({ kind }) => kind === "duplicate").length,
    reorder: first("reorder") !== undefined,
    dropAnswer: first("drop_answer") !== undefined,
    closedWindow: first("closed_window") !== undefined,
  };
}

export async function addFault(
  connectionId: string,
  { kind, phone, count, code, delayMs }: NewFault,
): Promise<FaultRow> {
  return transaction(async () => {
    // The counter's lock keeps a message that is just being taken from using half of them.
    await nextRevision(connectionId);
    if ((await countFaults(connectionId)) >= MAX_FAULTS) {
      throw new AppError("conflict", "TOO_MANY_FAULTS", {
        message: "There are too many simulated faults: remove some first.",
      });
    }
    ring(connectionId);
    return insertFault({
      connectionId,
      kind,
      phone,
      remaining: count,
      code: code ?? null,
      delayMs: delayMs ?? null,
    });
  });
}

export async function removeFault(connectionId: string, id: string): Promise<void> {
  if ((await deleteFaults(connectionId, [id])) > 0) return;
  throw new AppError("not_found", "NOT_FOUND", { message: "There is no such fault." });
}
