/** SQLite: disk full, input and output, locks, memory, a file that may not be written or opened. */
const SQLITE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN|INTERRUPT)/;
/** Postgres: connection, rolled back by the server, resources, lock not available, operator, system. */
const POSTGRES = /^(08|40|53|57|58)...$|^55P03$/;
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
/** What the Postgres driver says without a code. */
const WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout/;

/** The database's surroundings failed, not what was asked of it: the same may succeed later. */
export function isTrouble(error: unknown): boolean {
  for (
    let next = error, depth = 0;
    next instanceof Error && depth < 8;
    next = next.cause, depth++
  ) {
    const code = "code" in next && typeof next.code === "string" ? next.code : "";
    if (SQLITE.test(code) || POSTGRES.test(code) || NETWORK.test(code)) return true;
    if (WORDS.test(next.message)) return true;
  }
  return false;
}
