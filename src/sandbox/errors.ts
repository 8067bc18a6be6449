/** Names of WhatsApp's error codes, as Meta words them in answers and webhooks. */
const TITLES: Record<number, string> = {
  0: "AuthException",
  4: "API Too Many Calls",
  10: "Permission Denied",
  33: "Object does not exist",
  100: "Invalid parameter",
  190: "Access token has expired",
  368: "Temporarily blocked for policies violations",
  130429: "Rate limit hit",
  130472: "User's number is part of an experiment",
  131000: "Something went wrong",
  131005: "Access denied",
  131008: "Required parameter is missing",
  131009: "Parameter value is not valid",
  131016: "Service unavailable",
  131021: "Recipient cannot be sender",
  131026: "Message undeliverable",
  131031: "Account has been locked",
  131042: "Business eligibility payment issue",
  131047: "Re-engagement message",
  131048: "Spam rate limit hit",
  131049: "This message was not delivered to maintain healthy ecosystem engagement",
  131051: "Unsupported message type",
  131052: "Media download error",
  131053: "Media upload error",
  131056: "(Business Account, Consumer Account) pair rate limit hit",
  131057: "Account in maintenance mode",
  132000: "Template Param Count Mismatch",
  132001: "Template does not exist",
  132015: "Template is Paused",
  133010: "Phone number not registered",
};
const STATUS: Record<number, number> = {
  0: 401,
  10: 403,
  190: 401,
  368: 403,
  131000: 500,
  131005: 403,
  131016: 500,
  131031: 403,
  131057: 500,
  132001: 404,
};
const titleOf = (code: number): string => TITLES[code] ?? "Unknown error";

export class GraphRefusal extends Error {
  readonly code: number;
  readonly details: string;
  readonly subcode: number | undefined;

  constructor(code: number, details: string, subcode?: number) {
    super(details);
    this.code = code;
    this.details = details;
    this.subcode = subcode;
  }
}

/** As Graph answers. */
export function refusalAnswer({ code, details, subcode }: GraphRefusal): Response {
  const error = {
    message: `(#${code}) ${titleOf(code)}`,
    type: subcode === 33 ? "GraphMethodException" : "OAuthException",
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    error_data: { messaging_product: "whatsapp", details },
    fbtrace_id: crypto.randomUUID().replaceAll("-", ""),
  };
  return Response.json({ error }, { status: STATUS[code] ?? 400 });
}

/** As a failed status carries it. */
export const webhookError = (code: number) => ({
  code,
  title: titleOf(code),
  message: titleOf(code),
  error_data: { details: `Simulated: ${titleOf(code)}` },
});
