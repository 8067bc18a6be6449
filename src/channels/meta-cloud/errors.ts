import type { SendFailure } from "../channel.ts";
import { type ErrorRule, errorTable } from "./error-table.ts";
import { type Bag, bag, isBag, str } from "./json.ts";

const PERMISSION: ErrorRule = [
  "fail",
  "The Meta app has no permission for this. Grant it in Meta’s business settings.",
];
const UNEXPLAINED: ErrorRule = [
  "fail",
  "WhatsApp refused the message for a reason we do not know yet.",
];
const BUSY: ErrorRule = ["wait", "WhatsApp asked us to slow down.", 60];
const PASSING: ErrorRule = ["retry", "WhatsApp had a passing problem."];

/** Decides on `code`, then the subcode; never on the words or the HTTP status, except where a code is unknown. */
function ruleOf(
  code: string,
  subcode: string | undefined,
  isTransient: boolean,
  status: number,
): ErrorRule {
  const known =
    (subcode === undefined ? undefined : (entry(`${code}/${subcode}`) ?? bare(subcode))) ??
    entry(code);
  if (known) return known;
  if (/^2\d\d$/.test(code)) return PERMISSION;
  if (status === 429) return BUSY;
  return isTransient || status >= 500 ? PASSING : UNEXPLAINED;
}

const entry = (key: string): ErrorRule | undefined =>
  Object.hasOwn(errorTable, key) ? errorTable[key] : undefined;

/** Long ones mean the same as a code and as a subcode. */
const bare = (subcode: string): ErrorRule | undefined =>
  subcode.length >= 6 ? entry(subcode) : undefined;

/** From an error envelope of an answer or an entry of a webhook's `errors`. */
export function failureOf(error: Bag, { status = 400, attempt = 1 } = {}): SendFailure {
  const code = str(error["code"]) ?? "UNKNOWN";
  const [next, reason, waitSeconds] = ruleOf(
    code,
    str(error["error_subcode"]),
    error["is_transient"] === true,
    status,
  );
  if (waitSeconds === undefined) return { code, reason, next };
  // The pair limit asks for 4^n seconds after the n-th try.
  const seconds = code === "131056" ? 4 ** Math.min(Math.max(attempt, 1), 6) : waitSeconds;
  return { code, reason, next, retryAfterMs: seconds * 1000 };
}

/** The `error` object of an answer, where there is one. */
export function envelopeError(answer: unknown): Bag | undefined {
  const error = bag(answer)["error"];
  return isBag(error) && error["code"] !== undefined ? error : undefined;
}
