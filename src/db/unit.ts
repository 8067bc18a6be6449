import { AsyncLocalStorage } from "node:async_hooks";

/** Runs one statement on the connection a unit owns. */
export type Execute = (sql: string, params: readonly unknown[]) => unknown;

const current = new AsyncLocalStorage<Unit>();

/** The open transaction or savepoint of the running code. */
export const currentUnit = (): Unit | undefined => {
  const unit = current.getStore();
  if (unit && !unit.open) throw new Error("transaction is over: something in it was not awaited");
  return unit;
};
/** Detaches what `fn` starts from the transaction that surrounds it. */
export const outsideTransaction = <T>(fn: () => T): T => current.exit(fn);

/** One open transaction (level 0) or savepoint. */
export class Unit<C = unknown> {
  open = true;
  readonly afterCommit: (() => void)[] = [];
  readonly beforeEnd: (() => Promise<void>)[] = [];
  readonly connection: C;
  readonly #exec: (sql: string) => unknown;
  readonly #level: number;
  #children = 0;
  #chain: Promise<unknown> = Promise.resolve();

  constructor(connection: C, exec: (sql: string) => unknown, level = 0) {
    this.connection = connection;
    this.#exec = exec;
    this.#level = level;
  }

  /** Every statement passes here: a sibling savepoint must end first, or its rollback would take this one along. */
  async gate(): Promise<void> {
    while (this.#children > 0) await this.#chain;
    if (!this.open) throw new Error("transaction is over: a statement in it was not awaited");
  }
  get blocked(): boolean {
    return this.#children > 0 || !this.open;
  }

  nested<T>(fn: () => Promise<T>): Promise<T> {
    this.#children++;
    const step = this.#chain.then(() => this.#savepoint(fn)).finally(() => this.#children--);
    this.#chain = step.catch(() => undefined);
    return step;
  }

  async run<T>(fn: () => Promise<T>): Promise<T> {
    try {
      // Awaited inside: a query begins when it is awaited.
      return await current.run(this, async () => {
        const value = await fn();
        for (let last = this.beforeEnd.shift(); last; last = this.beforeEnd.shift()) await last();
        return value;
      });
    } finally {
      this.open = false;
      await this.#chain;
    }
  }

  async #savepoint<T>(fn: () => Promise<T>): Promise<T> {
    if (!this.open) throw new Error("transaction is over: a nested one was not awaited");
    const child = new Unit(this.connection, this.#exec, this.#level + 1);
    const name = `nested_${child.#level}`;
    await this.#exec(`savepoint ${name}`);
    try {
      const value = await child.run(fn);
      await this.#exec(`release savepoint ${name}`);
      this.afterCommit.push(...child.afterCommit);
      return value;
    } catch (error) {
      await this.#exec(`rollback to savepoint ${name}`);
      await this.#exec(`release savepoint ${name}`);
      throw error;
    }
  }
}
