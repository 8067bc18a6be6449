import type { accountsContract } from "./accounts/schema.ts";
import type { connectionsContract } from "./connections/schema.ts";
import type { contactsContract } from "./contacts/schema.ts";
import type { conversationsContract } from "./conversations/schema.ts";
import type { flowRunsContract } from "./flows/runs/schema.ts";
import type { flowScriptsContract } from "./flows/scripts/schema.ts";
import type { flowsContract } from "./flows/schema.ts";
import type { jobsContract } from "./jobs/schema.ts";
import type { Received, Route, Sent } from "./lib/contract.ts";
import type { mediaContract } from "./media/schema.ts";
import type { messagesContract, threadContract } from "./messages/schema.ts";
import type { platformContract } from "./platform/schema.ts";
import type { phoneContract, sandboxContract } from "./sandbox/schema.ts";
import type { realtimeContract } from "./realtime/schema.ts";

type A = typeof accountsContract;
type P = typeof platformContract;
type C = typeof connectionsContract;
type K = typeof contactsContract;
type V = typeof conversationsContract;
type D = typeof mediaContract;
type M = typeof messagesContract;
type T = typeof threadContract;
type S = typeof sandboxContract;
type H = typeof phoneContract;
type R = typeof realtimeContract;
type J = typeof jobsContract;
type F = typeof flowsContract;
type E = typeof flowRunsContract;
type Q = typeof flowScriptsContract;

/** Every route of the API. An interface, because an intersection makes the type checker crawl. */
export interface ApiContract extends A, P, C, K, V, D, M, T, S, H, R, J, F, E, Q {}

/** The client's call: `api("getContact", { params: { id } })`. */
export type ApiCall = <K extends keyof ApiContract>(
  key: K,
  send: Sent<ApiContract[K]>,
) => Promise<ApiContract[K] extends Route ? Received<ApiContract[K]> : never>;
