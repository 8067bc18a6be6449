import { createHmac } from "node:crypto";
import { transaction } from "../../db/index.ts";
import { request } from "../../outgoing/request.ts";
import type { HttpAnswer, HttpCall } from "../node.ts";
import { findChat, findRun, type RunRow } from "../run-queries.ts";
import { openSecrets } from "../secrets.ts";
import { goOn, toRun, worldOf } from "./go-on.ts";
import { programOf } from "./programs.ts";
import { requestOf } from "./step.ts";
import { rouse } from "./wake.ts";
import { keepRequest } from "./shown-request.ts";

const MAX_ANSWER_BYTES = 1024 * 1024;
const FIRST_PAUSE_MS = 500;

/** Makes the request a run waits for, outside any transaction, then takes the run on with the answer. */
export async function makeCall(executionId: string, steps: number): Promise<void> {
  const row = await findRun(executionId);
  if (!isWaiting(row, steps)) return;
  const prepared = await prepare(row);
  const answer = prepared
    ? await ask(prepared.call, `${executionId}/${steps}`)
    : { ok: false, status: 0, body: "", error: "NOT_FILLED_IN" };
  const shown = hideSecrets(answer, prepared?.secrets ?? []);
  await transaction(async () => {
    const fresh = await findRun(executionId);
    if (!isWaiting(fresh, steps)) return;
    if (prepared) await keepRequest(fresh, prepared.shown);
    await goOn(fresh, { kind: "response", answer: shown });
    await rouse(fresh.conversationId);
  });
}

const isWaiting = (row: RunRow | undefined, steps: number): row is RunRow =>
  row?.status === "waiting" && row.waiting?.for === "call" && row.steps === steps;

interface Prepared {
  call: HttpCall;
  /** The same with secrets masked. */
  shown: HttpCall;
  secrets: string[];
}

async function prepare(row: RunRow): Promise<Prepared | undefined> {
  const [chat, program] = [await findChat(row.conversationId), await programOf(row.versionId)];
  if (!chat || !program) return undefined;
  const world = await worldOf(row, chat, null);
  const secrets = await openSecrets();
  const programs = new Map([[program.versionId, program]]);
  const call = requestOf(programs, toRun(row), world, secrets);
  const shown = requestOf(programs, toRun(row), world);
  return call && shown && { call, shown, secrets: [...secrets.values()] };
}

/** Tries again what may pass: no answer, too busy, broken on their side. */
async function ask(call: HttpCall, key: string): Promise<HttpAnswer> {
  let answer: HttpAnswer = { ok: false, status: 0, body: "", error: "NOT_CALLED" };
  for (let attempt = 0; attempt <= call.retries; attempt++) {
    if (attempt > 0) await Bun.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    answer = await once(call, key);
    const mayPass =
      answer.status === 429 || answer.status >= 500 || PASSING.has(answer.error ?? "");
    if (answer.ok || !mayPass) return answer;
  }
  return answer;
}
const PASSING = new Set(["TIMEOUT", "UNREACHABLE", "NOT_FOUND"]);

async function once({ sign, ...call }: HttpCall, key: string): Promise<HttpAnswer> {
  const signature = sign
    ? createHmac("sha256", sign.secret)
        .update(call.body ?? "")
        .digest("hex")
    : "";
  const answer = await request({
    ...call,
    headers: {
      ...call.headers,
      // After a crash the request is made again: who gets it twice can tell by this.
      "Idempotency-Key": key,
      ...(sign ? { [sign.header]: `sha256=${signature}` } : {}),
    },
    maxBytes: MAX_ANSWER_BYTES,
  });
  if ("error" in answer) return { ok: false, status: 0, body: "", error: answer.error };
  const { status, body } = answer;
  return { ok: status >= 200 && status < 300, status, body, error: null };
}

/** An echo of a key must not be kept in the run's log. */
const hideSecrets = (answer: HttpAnswer, secrets: string[]): HttpAnswer => ({
  ...answer,
  body: secrets
    .filter((one) => one.length >= 6)
    .reduce((body, one) => body.replaceAll(one, "•••"), answer.body),
});
