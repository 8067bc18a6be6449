import { expect, test } from "bun:test";
import { aDataDir, serving } from "../src/test/program.ts";

test("a page needs one script alone: htmx may look at the page before a second one has run", async () => {
  const server = await serving(aDataDir());
  const page = await (await fetch(`${server.url}/install`)).text();
  const scripts = [...page.matchAll(/<script src="([^"]+)"/g)].map(([, src = ""]) => src);
  const text = await (await fetch(`${server.url}${scripts[0]}`)).text();
  await server.stop();

  expect(scripts).toHaveLength(1);
  expect(text).toContain("registerExtension(");
  expect(text).toContain("hx-sse:connect");
});
