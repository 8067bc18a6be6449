/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notInstalled: 3, database: 4 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a sentence on stderr. */
export class CommandFailed extends Error {
  readonly exit: Exit;

  constructor(exit: Exit, message: string) {
    super(message);
    this.exit = exit;
  }
}
