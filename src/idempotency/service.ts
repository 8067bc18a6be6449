import { transaction } from "../db/index.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import { claimKey, deleteKey, findAnswer, setAnswer } from "./queries.ts";

export const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

interface Once {
  key: string;
  route: string;
  bodyHash: string;
  status: number;
}

/** Runs `work` at most once for a key: key, effects and answer commit together. A refusal leaves no trace, so it may be retried. */
export async function runOnce(
  { key, route, bodyHash, status }: Once,
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (key === "" || key.length > 200) {
    throw new AppError("invalid", "VALIDATION_ERROR", {
      message: "Idempotency-Key must have 1 to 200 characters.",
      details: [{ path: "Idempotency-Key", message: "1 to 200 characters" }],
    });
  }
  return transaction(async () => {
    if (!(await claimKey(key, route, bodyHash))) {
      const earlier = await findAnswer(key, route);
      if (earlier && earlier.createdAt.getTime() > clock.ms() - KEY_LIFETIME_MS) {
        if (earlier.bodyHash === bodyHash) return earlier.answer;
        throw new AppError("conflict", "IDEMPOTENCY_KEY_REUSED", {
          message: "This Idempotency-Key was used with another body.",
        });
      }
      await deleteKey(key, route);
      await claimKey(key, route, bodyHash);
    }
    const answer: unknown = JSON.parse(JSON.stringify(await work()));
    await setAnswer(key, route, status, answer);
    return answer;
  });
}
