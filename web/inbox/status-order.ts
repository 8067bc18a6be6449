const steps = ["queued", "sending", "sent", "delivered", "read"];

/** News may overtake each other; a tick never goes back. */
export const isLater = (now: string | null, next: string): boolean =>
  next === "failed" || now === "failed" || steps.indexOf(next) > steps.indexOf(now ?? "queued");
