import { type ApiReceived } from "../api.ts";
import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";

/** Everybody in the workspace, also those who left off working. */
export const useColleagues = (): ApiReceived<"listColleagues"> =>
  useApi("listColleagues", {}, { enabled: can("colleagues.read") }).data ?? [];
