import { transaction } from "./database.ts";
import { currentUnit } from "./unit.ts";

const MAX_TRIES = 6;
/** Postgres ended this transaction so that another could go on. */
const GAVE_WAY = /^40(001|P01)$/;

/** A transaction that takes many locks at once and is begun anew when it had to give way. `fn` may run more than once. */
export async function persistentTransaction<T>(fn: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transaction(fn);
    } catch (error) {
      if (currentUnit() || tries === MAX_TRIES || !gaveWay(error)) throw error;
      await Bun.sleep(Math.random() * 20 * 2 ** tries);
    }
  }
}

function gaveWay(error: unknown): boolean {
  for (let next = error; next instanceof Error; next = next.cause)
    if ("code" in next && GAVE_WAY.test(String(next.code))) return true;
  return false;
}
