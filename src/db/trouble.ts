/** SQLite: disk full, input and output, locks, memory, a file that may not be written or opened, or is damaged. */
const SQLITE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN|INTERRUPT|CORRUPT|NOTADB)/;
/** Postgres: connection, sign-in, no such database, rolled back by the server, resources, operator, system, a standby that takes no writes, lock not available. */
const POSTGRES = /^(08|28|3D|40|53|57|58)...$|^25006$|^55P03$/;
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
