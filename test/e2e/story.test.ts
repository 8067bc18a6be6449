import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import AxeBuilder from "axe-core";
import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import { launch, shoot } from "../support/browser.ts";
import { type Fresh, uninstalled, walkWizard } from "../support/story.ts";

const PHOTO = join(import.meta.dir, "photo.png");
const engines: [name: string, databaseUrl: string | undefined][] = [["sqlite", undefined]];
const postgres = process.env["E2E_DATABASE_URL"];
if (postgres) engines.push(["postgres", postgres]);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(engines)(
  "from an empty directory to the first answered message, on %s",
  (engine, databaseUrl) => {
    let server: Fresh;
    let owner: Page;
    let phone: Page;
    beforeAll(async () => {
      server = await uninstalled();
      owner = await (
        await browser.newContext({ viewport: { width: 1440, height: 900 } })
      ).newPage();
      phone = await (
        await browser.newContext({ viewport: { width: 1100, height: 900 } })
      ).newPage();
    });
    afterAll(() => {
      server.child.kill();
    });

    test("the wizard installs and signs the owner in", async () => {
      await walkWizard(owner, server, `${engine}-wizard`, databaseUrl);

      await owner.getByRole("heading", { name: "Inbox" }).waitFor();
      await shoot(owner, `${engine}-inbox-empty`);
    }, 60_000);

    test("a sandbox number is added with one click and has a phone", async () => {
      await owner.goto(`${server.url}/connections`);
      await owner.getByRole("button", { name: "Add connection" }).first().waitFor();
      await shoot(owner, `${engine}-connections-empty`);
      await owner.getByRole("button", { name: "Add connection" }).first().click();
      await owner.getByRole("button", { name: /Simulated WhatsApp/ }).click();
      const link = owner.getByRole("link", { name: /Open phone/ }).first();
      await link.waitFor();
      await shoot(owner, `${engine}-connections`);

      await phone.goto(new URL((await link.getAttribute("href")) ?? "", server.url).href);
      await phone.getByRole("button", { name: "Add contact" }).first().click();
      await phone.getByLabel("Name").fill("Priya Nair");
      await phone.getByLabel("Phone number").fill("+447700900418");
      await phone.getByRole("button", { name: "Add", exact: true }).click();
      await phone.getByRole("textbox", { name: "Message" }).waitFor();
    }, 30_000);

    test("what the contact writes appears in the inbox without a reload", async () => {
      await owner.goto(`${server.url}/inbox`);
      await owner.getByRole("heading", { name: "Inbox" }).waitFor();
      await Bun.sleep(500);
      await phone.getByRole("textbox", { name: "Message" }).fill("Hi");
      await phone.keyboard.press("Enter");

      const row = owner.getByRole("link", { name: /Priya Nair/ });
      await row.waitFor({ timeout: 5000 });
      await row.click();
      await owner.getByRole("log").getByText("Hi", { exact: true }).waitFor();
    }, 30_000);

    test("the reply reaches the phone and its ticks go to read", async () => {
      await owner.getByRole("textbox", { name: "Reply" }).fill("Hello Priya, how can we help?");
      await owner.keyboard.press("Enter");

      await phone.getByText("Hello Priya, how can we help?").first().waitFor({ timeout: 5000 });
      await owner
        .getByRole("log")
        .getByRole("img", { name: /^read/i })
        .waitFor({ timeout: 10_000 });
      await shoot(owner, `${engine}-inbox`);
      await shoot(phone, `${engine}-phone`);
    }, 30_000);

    test("a photo goes both ways", async () => {
      const fromPhone = phone.locator('input[type="file"]');
      await fromPhone.first().setInputFiles(PHOTO);
      await owner.getByRole("log").locator("img").first().waitFor({ timeout: 10_000 });

      await owner.locator('footer input[type="file"]').setInputFiles(PHOTO);
      await owner.getByRole("button", { name: /^send/i }).click();
      await phone.locator("img").nth(1).waitFor({ timeout: 10_000 });
      await shoot(owner, `${engine}-photo`);
    }, 40_000);

    test("kill -9 and restart: everything is still there, and it goes on", async () => {
      await server.restart();
      await owner.reload();
      await owner
        .getByRole("log")
        .getByText("Hello Priya, how can we help?")
        .waitFor({ timeout: 10_000 });
      await phone.reload();
      await phone.getByText("Hello Priya, how can we help?").first().waitFor({ timeout: 10_000 });

      await owner.getByRole("textbox", { name: "Reply" }).fill("Still here");
      await owner.keyboard.press("Enter");
      await phone.getByText("Still here").first().waitFor({ timeout: 10_000 });
    }, 40_000);

    test("the screens have no accessibility violations, light and dark", async () => {
      const problems: string[] = [];
      for (const path of ["/inbox", "/contacts", "/connections", "/users", "/settings/profile"]) {
        for (const colorScheme of ["light", "dark"] as const) {
          await owner.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await owner.goto(`${server.url}${path}`);
          await owner.waitForLoadState("networkidle");
          await shoot(owner, `${engine}${path.replaceAll("/", "-")}-${colorScheme}`);
          problems.push(
            ...(await violations(owner)).map((problem) => `${path} ${colorScheme}: ${problem}`),
          );
        }
      }
      await owner.setViewportSize({ width: 390, height: 844 });
      for (const path of ["/inbox", "/contacts", "/connections"]) {
        await owner.goto(`${server.url}${path}`);
        await owner.waitForLoadState("networkidle");
        await shoot(owner, `${engine}${path.replaceAll("/", "-")}-390`);
        const wide = Number(
          await owner.evaluate("document.documentElement.scrollWidth - innerWidth"),
        );
        if (wide > 0) problems.push(`${path} is ${wide} px too wide at 390`);
      }
      expect(problems).toEqual([]);
    }, 90_000);
  },
);

/** axe runs from its source text: the page's policy allows no foreign script tag. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const found = Found.parse(
    await page.evaluate("axe.run(document).then(({ violations }) => violations)"),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

const Found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));
