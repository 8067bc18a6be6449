/** Bounds of a run: whatever a flow says, it ends. */
export const MAX_STEPS = 1000;
export const MAX_STEPS_A_MINUTE = 200;
/** Messages in a row without a word from the contact. */
export const MAX_UNANSWERED = 25;
/** Runs that may start in a conversation within a minute: flows that start each other by tags stop here. */
export const MAX_STARTS_A_MINUTE = 10;
const MINUTE_MS = 60_000;

export interface Pace {
  steps: number;
  minuteStartedAt: Date | null;
  stepsInMinute: number;
  unanswered: number;
}

/** The pace after one more step. */
export function paced(pace: Pace, now: Date, said: number): Pace {
  const fresh =
    pace.minuteStartedAt === null || now.getTime() - pace.minuteStartedAt.getTime() >= MINUTE_MS;
  return {
    steps: pace.steps + 1,
    minuteStartedAt: fresh ? now : pace.minuteStartedAt,
    stepsInMinute: fresh ? 1 : pace.stepsInMinute + 1,
    unanswered: pace.unanswered + said,
  };
}

/** Why it must not go on, if so. */
export function overrun(pace: Pace): { code: string; reason: string } | undefined {
  if (pace.steps > MAX_STEPS)
    return { code: "TOO_MANY_STEPS", reason: `A run ends after ${MAX_STEPS} steps.` };
  if (pace.stepsInMinute > MAX_STEPS_A_MINUTE)
    return {
      code: "TOO_FAST",
      reason: `More than ${MAX_STEPS_A_MINUTE} steps in a minute: the flow goes round.`,
    };
  if (pace.unanswered > MAX_UNANSWERED)
    return {
      code: "TOO_MANY_MESSAGES",
      reason: `${MAX_UNANSWERED} messages without an answer of the contact.`,
    };
  return undefined;
}
