import { describe, expect, test } from "bun:test";
import type { Draft } from "../graph/draft.ts";
import { type Outcome, autosave } from "./autosave.ts";

const draftOf = (name: string): Draft => ({
  nodes: [{ id: name, type: "message", position: { x: 0, y: 0 }, data: {} }],
  edges: [],
  variables: [],
  annotations: [],
  settings: { expireAfterMinutes: 60 },
});
const nameOf = (draft: Draft): string => draft.nodes[0]?.id ?? "";

function harness(answers: Outcome<null>[] = []) {
  const sent: string[] = [];
  let open: (() => void) | undefined;
  const first = draftOf("first");
  const saves = autosave<null>(first, 1, {
    send: async (draft, revision) => {
      sent.push(`${nameOf(draft)}@${revision}`);
      await new Promise<void>((resolve) => (open = resolve));
      return answers.shift() ?? { is: "saved", revision: revision + 1, problems: null };
    },
    onSaved: () => undefined,
    restMs: 1_000_000,
    againMs: 1_000_000,
  });
  const answer = async () => {
    open?.();
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  return { saves, sent, answer, first };
}

describe("saving by itself", () => {
  test("sends one draft at a time, and what changed meanwhile after it", async () => {
    const { saves, sent, answer } = harness();
    saves.changed(draftOf("a"));
    const done = saves.flush();
    await answer();
    saves.changed(draftOf("b"));
    expect(sent).toEqual(["a@1"]);

    const all = saves.flush();
    await answer();
    await answer();
    await Promise.all([done, all]);

    expect(sent).toEqual(["a@1", "b@2"]);
    expect(saves.state.value).toBe("saved");
    expect(saves.revision()).toBe(3);
  });

  test("stops at a conflict until somebody decides", async () => {
    const { saves, sent, answer } = harness([{ is: "conflict" }]);
    saves.changed(draftOf("mine"));
    const done = saves.flush();
    await answer();

    expect(await done).toBe(false);
    saves.changed(draftOf("mine too"));
    expect(await saves.flush()).toBe(false);
    expect(sent).toEqual(["mine@1"]);
    expect(saves.state.value).toBe("conflict");

    saves.rebase(7);
    const again = saves.flush();
    await answer();

    expect(await again).toBe(true);
    expect(sent).toEqual(["mine@1", "mine too@7"]);
  });

  test("keeps what could not be sent", async () => {
    const { saves, sent, answer } = harness([{ is: "failed", again: true }]);
    saves.changed(draftOf("a"));
    const failed = saves.flush();
    await answer();

    expect(await failed).toBe(false);
    expect(saves.state.value).toBe("failed");
    const again = saves.flush();
    await answer();

    expect(await again).toBe(true);
    expect(sent).toEqual(["a@1", "a@1"]);
    saves.stop();
  });

  test("sends nothing when nothing changed", async () => {
    const { saves, sent, first } = harness();
    saves.changed(first);

    expect(await saves.flush()).toBe(true);
    expect(sent).toEqual([]);
  });
});
