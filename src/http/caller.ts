import type { Role } from "../accounts/schema.ts";

/** Who makes a request. */
export interface Caller {
  tenantId: string;
  /** Null for API keys. */
  userId: string | null;
  role: Role;
  permissions: ReadonlySet<string>;
  /** Sign-in the access token descends from. */
  familyId: string | null;
  apiKeyId?: string;
  /** Requests a minute this API key may make; the usual number when it has none of its own. */
  rateLimit?: number;
}
/** Where a request comes from, for the audit log and limits. */
export interface Origin {
  ip: string | null;
  userAgent: string | null;
}
