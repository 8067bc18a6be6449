/** The only source of "now" for rules about time, so that tests can move it. */
let offsetMs = 0;

export const clock = {
  now: (): Date => new Date(Date.now() + offsetMs),
  ms: (): number => Date.now() + offsetMs,
};

/** For tests. */
export const moveClock = (byMs: number): void => {
  offsetMs = byMs;
};
