import { signal } from "@preact/signals";

/** Now, to half a minute; components that read it are drawn again as time goes by. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 30_000);
