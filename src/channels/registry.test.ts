import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { channels } from "./registry.ts";

test("every channel's folder is registered, each under a type of its own", () => {
  const folders = readdirSync(import.meta.dir, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  expect(channels).toHaveLength(folders.length);
  expect(new Set(channels.map(({ type }) => type)).size).toBe(channels.length);
  for (const { label } of channels) expect(label).toMatch(/\S/);
});

test("a channel that hears from outside can also check who is speaking", () => {
  for (const { capabilities, webhook } of channels)
    if (capabilities.webhooks) expect(webhook).toBeDefined();
});
