import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clock } from "../src/lib/clock.ts";
import { equalSecret, randomToken } from "../src/lib/crypto.ts";
import { AppError } from "../src/lib/app-error.ts";
import {
  type InstallAnswers,
  InstallRefused,
  type InstallStep,
} from "../src/lib/install-answers.ts";
import { messages } from "./messages.ts";

export type Draft = { [K in keyof InstallAnswers]?: InstallAnswers[K] | undefined };
export interface Run {
  step: InstallStep;
  state: "running" | "failed" | "done";
  message?: string;
}

const MAX_WRONG = 10;
const WINDOW_MS = 10 * 60_000;

/** One setup of one start of the server: its token, who holds it, what was answered. In memory on purpose: a restart starts over. */
export class Setup {
  readonly token = randomToken(18);
  readonly tokenFile: string;
  draft: Draft = {};
  run: Run | undefined;
  /** The done page signs in once. */
  isHandedOver = false;
  #holder: { id: string; since: Date } | undefined;
  #wrong: number[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(dataDir: string) {
    this.tokenFile = join(dataDir, "setup-token");
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(this.tokenFile, `${this.token}\n`, { mode: 0o600 });
    chmodSync(this.tokenFile, 0o600);
  }

  get heldSince(): Date | undefined {
    return this.#holder?.since;
  }

  holds(id: string | undefined): boolean {
    return id !== undefined && this.#holder !== undefined && equalSecret(id, this.#holder.id);
  }

  /** A new holder for the right token; whoever held the setup before is shut out. */
  claim(token: string): { id: string } | { refused: "wrong" | "limited" } {
    const since = clock.ms() - WINDOW_MS;
    this.#wrong = this.#wrong.filter((at) => at > since);
    if (this.#wrong.length >= MAX_WRONG) return { refused: "limited" };
    if (!equalSecret(token.trim(), this.token)) {
      this.#wrong.push(clock.ms());
      return { refused: "wrong" };
    }
    const id = randomToken(24);
    this.#holder = { id, since: clock.now() };
    return { id };
  }

  async start(install: (onProgress: (step: InstallStep) => void) => Promise<void>): Promise<void> {
    if (this.run && this.run.state !== "failed") return;
    this.#show({ step: "database", state: "running" });
    let step: InstallStep = "database";
    try {
      await install((reached) => {
        step = reached;
        this.#show({ step, state: "running" });
      });
      rmSync(this.tokenFile, { force: true });
      delete this.draft.password;
      this.#show({ step, state: "done" });
    } catch (error) {
      this.#show({ step, state: "failed", message: sentence(error) ?? messages.run.unexpected });
    }
  }

  /** Resolves when the run moves on. */
  moved(): Promise<void> {
    return new Promise((resolve) => this.#watchers.add(resolve));
  }

  #show(run: Run): void {
    this.run = run;
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}

/** Refusals are made for people; anything else goes to the console. */
function sentence(error: unknown): string | undefined {
  if (error instanceof InstallRefused || error instanceof AppError) return error.message;
  console.error(error);
  return undefined;
}
