import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import AxeBuilder from "axe-core";
import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import { startFakeGraph } from "../fake-graph/fake-graph.ts";
import { launch, newPage, shoot, until } from "../support/browser.ts";
import { connectCloud } from "../support/cloud.ts";
import { META } from "../support/meta.ts";
import { type Fresh, uninstalled, walkWizard } from "../support/story.ts";

const PHOTO = join(import.meta.dir, "photo.png");
const SLOW_MS = 180_000;
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
    let graph: Awaited<ReturnType<typeof startFakeGraph>>;
    let owner: Page;
    let phone: Page;
    beforeAll(async () => {
      graph = await startFakeGraph({ token: META.accessToken });
      server = await uninstalled({ WHATSAPP_API_URL: graph.url });
      owner = await newPage(browser, 1440);
      phone = await newPage(browser, 1100);
    });
    afterAll(async () => {
      server.child.kill();
      await graph.stop();
    });

    test(
      "the wizard installs and signs the owner in",
      async () => {
        await walkWizard(owner, server, `${engine}-wizard`, databaseUrl);

        await owner.getByRole("heading", { name: "Inbox" }).waitFor();
        await shoot(owner, `${engine}-inbox-empty`);
      },
      SLOW_MS,
    );

    test(
      "a sandbox number is added with one click and has a phone",
      async () => {
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
      },
      SLOW_MS,
    );

    test(
      "what the contact writes appears in the inbox without a reload",
      async () => {
        await owner.goto(`${server.url}/inbox`);
        await owner.getByRole("heading", { name: "Inbox" }).waitFor();
        await phone.getByRole("textbox", { name: "Message" }).fill("Hi");
        await phone.keyboard.press("Enter");

        const row = owner.getByRole("link", { name: /Priya Nair/ });
        await row.waitFor();
        await row.click();
        await owner.getByRole("log").getByText("Hi", { exact: true }).waitFor();
      },
      SLOW_MS,
    );

    test(
      "the reply reaches the phone and its ticks go to read",
      async () => {
        await owner.getByRole("textbox", { name: "Reply" }).fill("Hello Priya, how can we help?");
        await owner.keyboard.press("Enter");

        await phone.getByText("Hello Priya, how can we help?").first().waitFor();
        await owner.getByRole("log").getByRole("img", { name: /^read/i }).waitFor();
        await shoot(owner, `${engine}-inbox`);
        await shoot(phone, `${engine}-phone`);
      },
      SLOW_MS,
    );

    test(
      "a photo goes both ways",
      async () => {
        const fromPhone = phone.locator('input[type="file"]');
        await fromPhone.first().setInputFiles(PHOTO);
        await owner.getByRole("log").locator("img").first().waitFor();

        await owner.locator('footer input[type="file"]').setInputFiles(PHOTO);
        await owner.getByRole("button", { name: /^send/i }).click();
        await phone.locator("img").nth(1).waitFor();
        await shoot(owner, `${engine}-photo`);
      },
      SLOW_MS,
    );

    test(
      "a Cloud API number is added, and its address answers Meta",
      async () => {
        await owner.goto(`${server.url}/connections`);
        await connectCloud(owner, graph, engine);
      },
      SLOW_MS,
    );

    test(
      "what somebody writes to it appears, and the ticks of the reply follow Meta's news",
      async () => {
        await owner.goto(`${server.url}/inbox`);
        await owner.getByRole("heading", { name: "Inbox" }).waitFor();
        await graph.inbound({ from: "14155550101", name: "Leo Marsh", text: "Hi" });
        await owner.getByRole("link", { name: /Leo Marsh/ }).click();
        const log = owner.getByRole("log");
        await log.getByText("Hi", { exact: true }).waitFor();

        await owner.getByRole("textbox", { name: "Reply" }).fill("Good morning, Leo");
        await owner.keyboard.press("Enter");
        for (const status of ["sent", "delivered", "read"] as const) {
          await until(() => graph.sent.length === 1);
          const [sent] = graph.sent;
          if (sent) await graph.tell(sent, [status]);
          await log.getByRole("img", { name: new RegExp(`^${status}$`, "i") }).waitFor();
        }

        expect(graph.sent.map(({ body }) => body)).toMatchObject([
          { to: "+14155550101", type: "text", text: { body: "Good morning, Leo" } },
        ]);
      },
      SLOW_MS,
    );

    test(
      "a photo goes to Meta and comes from there",
      async () => {
        const bytes = new Uint8Array(await Bun.file(PHOTO).arrayBuffer());
        const photo = { ...graph.addFile(bytes, "image/png"), kind: "image" as const };
        await graph.inbound({ from: "14155550101", media: { ...photo, mimeType: "image/png" } });
        await loaded(owner, 1);

        await owner.locator('footer input[type="file"]').setInputFiles(PHOTO);
        await owner.getByRole("button", { name: /^send/i }).click();
        await until(() => graph.sent.length === 2);
        await loaded(owner, 2);

        const { body } = graph.sent[1] ?? {};
        expect(body).toMatchObject({ to: "+14155550101", type: "image" });
        expect(graph.files.get(Object(body?.["image"]).id)?.bytes).toEqual(bytes);
        await shoot(owner, `${engine}-cloud-thread`);
      },
      SLOW_MS,
    );

    test(
      "kill -9 and restart: everything is still there, and it goes on",
      async () => {
        await server.restart();
        await owner.getByRole("link", { name: /Priya Nair/ }).click();
        await owner.reload();
        await owner.getByRole("log").getByText("Hello Priya, how can we help?").waitFor();
        await phone.reload();
        await phone.getByText("Hello Priya, how can we help?").first().waitFor();

        await owner.getByRole("textbox", { name: "Reply" }).fill("Still here");
        await owner.keyboard.press("Enter");
        await phone.getByText("Still here").first().waitFor();
      },
      SLOW_MS,
    );

    // The same on either database.
    test.skipIf(databaseUrl !== undefined)(
      "the screens have no accessibility violations, light and dark",
      async () => {
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
      },
      SLOW_MS,
    );
  },
);

/** Pictures that are not only there but drawn. */
const loaded = (page: Page, count: number): Promise<void> =>
  until(async () => {
    const drawn = "[...document.querySelectorAll('[role=log] img')].filter((i) => i.naturalWidth)";
    return (await page.evaluate(`${drawn}.length`)) === count;
  });

/** axe runs from its source text: the page's policy allows no foreign script tag. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const found = Found.parse(
    await page.evaluate("axe.run(document).then(({ violations }) => violations)"),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

const Found = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));
