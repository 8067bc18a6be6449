import { expect, test } from "bun:test";
import { conversationVisibility, isVisible } from "./visibility.ts";

const agent = { role: "agent", userId: "a" } as const;

test("agents see all conversations unless the tenant narrows it", () => {
  expect(conversationVisibility(agent, {})).toEqual({ all: true });
  expect(conversationVisibility(agent, { agentVisibility: "all" })).toEqual({ all: true });
});

test("narrowed, they see their own and those nobody has", () => {
  const seen = conversationVisibility(agent, { agentVisibility: "own" });

  expect([isVisible(seen, "a"), isVisible(seen, null), isVisible(seen, "b")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("owners and admins see all, narrowed or not", () => {
  expect(conversationVisibility({ role: "user", userId: "o" }, { agentVisibility: "own" })).toEqual(
    { all: true },
  );
  expect(
    conversationVisibility({ role: "admin", userId: "p" }, { agentVisibility: "own" }),
  ).toEqual({ all: true });
});
