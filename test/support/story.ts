import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { shoot } from "./browser.ts";
import { command, freePort, OWNER } from "./server.ts";

export interface Fresh {
  url: string;
  dataDir: string;
  child: Bun.Subprocess;
  restart(): Promise<void>;
}

/** The executable on an empty data directory: nothing is installed. */
export async function uninstalled(env: Record<string, string> = {}): Promise<Fresh> {
  const dataDir = mkdtempSync(join(tmpdir(), "whatscrm-story-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { PATH = "", HOME = "" } = process.env;
  const launch = (): Bun.Subprocess =>
    Bun.spawn([...command(), "serve"], {
      env: {
        PATH,
        HOME,
        WHATSCRM_DATA: dataDir,
        PORT: String(port),
        HOST: "127.0.0.1",
        LOG_LEVEL: "warn",
        ...env,
      },
      stdout: "ignore",
      stderr: "inherit",
    });
  const fresh: Fresh = {
    url,
    dataDir,
    child: launch(),
    restart: async () => {
      fresh.child.kill("SIGKILL");
      await fresh.child.exited;
      fresh.child = launch();
      await answers(`${url}/readyz`, fresh.child);
    },
  };
  await answers(`${url}/healthz`, fresh.child);
  return fresh;
}

async function answers(url: string, child: Bun.Subprocess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    if (
      await fetch(url).then(
        (r) => r.ok,
        () => false,
      )
    )
      return;
    await Bun.sleep(30);
  }
  throw new Error(`${url} does not answer`);
}

/** Through the wizard as an owner would; ends signed in. */
export async function walkWizard(
  page: Page,
  { url, dataDir }: Fresh,
  shots: string,
  databaseUrl?: string,
): Promise<void> {
  await slowScripts(page);
  const token = readFileSync(join(dataDir, "setup-token"), "utf8").trim();
  const go = () =>
    page
      .locator('main button[type="submit"]:not([formaction]), main a.button:not(.quiet)')
      .last()
      .click();
  await page.goto(`${url}/anything`);
  await page.waitForURL(/\/install/);
  await page.fill('input[name="token"]', "wrong-token");
  await go();
  await page.getByText("not the setup token").first().waitFor();
  await page.fill('input[name="token"]', token);
  await shoot(page, `${shots}-token`);
  await go();
  await page.waitForURL(/welcome/);
  await shoot(page, `${shots}-welcome`);
  await go();
  await page.waitForURL(/database/);
  if (databaseUrl) {
    await page.check('input[value="postgres"]');
    await page.fill('input[name="url"]', databaseUrl);
  }
  await shoot(page, `${shots}-database`);
  await go();
  await page.waitForURL(/owner/);
  await page.fill('input[name="firstName"]', "Mara");
  await page.fill('input[name="lastName"]', "Lindqvist");
  await page.fill('input[name="email"]', OWNER.email);
  await page.fill('input[name="password"]', OWNER.password);
  await page.fill('input[name="repeat"]', OWNER.password);
  await go();
  await page.waitForURL(/site/);
  await page.fill('input[name="siteName"]', "Example Store");
  await page.fill('input[name="appUrl"]', url);
  await shoot(page, `${shots}-site`);
  await go();
  await page.waitForURL(/install\/(run|done)/);
  const done = page.locator('a[href="/install/done"]');
  await Promise.race([
    done.waitFor({ timeout: 60_000 }),
    page.waitForURL(/done/, { timeout: 60_000 }),
  ]);
  if (!page.url().endsWith("/done")) await done.click();
  await page.waitForURL(/install\/done/);
  await shoot(page, `${shots}-done`);
  await page.locator('main a.button[href="/"]').click();
  await page.waitForURL(/\/inbox/);
}

/** Each script of a page arrives well after the one before it, as on a slow line: no page may need two at the same moment. */
async function slowScripts(page: Page): Promise<void> {
  let before = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) before = 0;
  });
  await page.route("**/install/*.js", async (route) => {
    await Bun.sleep(400 * before++);
    await route.continue();
  });
}
