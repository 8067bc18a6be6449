import { currentToken, refreshToken } from "./lib/token.ts";
import { createRealtime } from "./realtime.ts";

/** The signed-in person's one connection. */
export function goLive(): () => void {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/realtime`;
  const current = createRealtime({
    url,
    token: async (renew) => (renew ? null : currentToken()) ?? (await refreshToken()),
  });
  current.start();
  return current.stop;
}
