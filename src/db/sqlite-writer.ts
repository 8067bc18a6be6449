import { AsyncLocalStorage } from "node:async_hooks";
import type { SqliteConnection } from "./sqlite-connection.ts";

interface Unit {
  run: (connection: SqliteConnection) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

const MAX_UNITS = 256;
const MAX_BATCH_MS = 20;
const BUSY_TRIES = 200;

/**
 * The single writer. Units run one after the other on one connection, several to one BEGIN IMMEDIATE … COMMIT
 * (group commit), each in its own SAVEPOINT. A unit's promise settles only after the commit that made it durable,
 * or after its own savepoint was rolled back.
 */
export class SqliteWriter {
  #queue: Unit[] = [];
  #draining = false;
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  unit<T>(run: (connection: SqliteConnection) => Promise<T>): Promise<T> {
    // The unit runs later, from the drain loop: keep the caller's async context, or tenants would leak between batch mates.
    const inContext = AsyncLocalStorage.snapshot();
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        run: (connection) => inContext(run, connection),
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (this.#draining) return;
      this.#draining = true;
      // Not a microtask: those run between the requests of one turn of the loop, and each would commit alone.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      try {
        await this.#begin();
      } catch (error) {
        for (const unit of this.#queue.splice(0)) unit.reject(error);
        break;
      }
      await this.#batch();
      if (this.#queue.length > 0) await new Promise<void>((resume) => setImmediate(resume));
    }
    this.#draining = false;
  }

  async #begin(): Promise<void> {
    // Another process may hold the write lock: wait without blocking the event loop.
    for (let attempt = 0; ; attempt++) {
      try {
        if (this.#connection.inTransaction) this.#connection.exec("rollback");
        this.#connection.exec("begin immediate");
        return;
      } catch (error) {
        const busy = /SQLITE_BUSY|database is locked/.test(String(error));
        if (!busy || attempt > BUSY_TRIES) throw error;
        await new Promise((resume) => setTimeout(resume, 5 + Math.random() * 20));
      }
    }
  }

  async #batch(): Promise<void> {
    const connection = this.#connection;
    const done: { unit: Unit; value: unknown }[] = [];
    const startedAt = performance.now();
    let dead: { error: unknown } | undefined;
    for (let n = 0; n < MAX_UNITS && performance.now() - startedAt < MAX_BATCH_MS && !dead; n++) {
      const unit = this.#queue.shift();
      if (!unit) break;
      try {
        connection.exec("savepoint unit");
        const value = await unit.run(connection);
        connection.exec("release unit");
        done.push({ unit, value });
      } catch (error) {
        unit.reject(error);
        if (!undone(connection)) dead = { error };
      }
    }
    try {
      if (dead) throw dead.error;
      connection.exec("commit");
      for (const { unit, value } of done) unit.resolve(value);
    } catch (error) {
      for (const { unit } of done) unit.reject(error);
      rollBack(connection);
    }
  }
}

/** SQLITE_FULL and I/O errors make the engine drop the whole transaction, batch mates included: false. */
function undone(connection: SqliteConnection): boolean {
  if (!connection.inTransaction) return false;
  try {
    connection.exec("rollback to unit");
    connection.exec("release unit");
    return true;
  } catch {
    return false;
  }
}

/** Must not throw, or the writer would stand still for good. What stays open is rolled back before the next begin. */
function rollBack(connection: SqliteConnection): void {
  try {
    if (connection.inTransaction) connection.exec("rollback");
  } catch {
    // Tried again before the next transaction.
  }
}
