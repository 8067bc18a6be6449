import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startFakeGraph } from "../fake-graph/fake-graph.ts";
import { launch, newPage, until } from "../support/browser.ts";
import { glance, look } from "../support/looks.ts";
import { META } from "../support/meta.ts";
import { freshServer, OWNER, type TestServer } from "../support/server.ts";

const SLOW_MS = 300_000;
type Screen = [name: string, path: string, act?: (page: Page) => Promise<void>];

let browser: Browser;
let server: TestServer;
let graph: Awaited<ReturnType<typeof startFakeGraph>>;
let screens: Screen[];
const open: Screen[] = [
  ["login", "/login"],
  ["register", "/register"],
  ["forgot", "/forgot-password"],
  ["reset", "/reset-password?token=abc"],
];

beforeAll(async () => {
  browser = await launch();
  graph = await startFakeGraph({ token: META.accessToken });
  server = await freshServer({ graphUrl: graph.url });
  screens = await furnish();
}, SLOW_MS);
afterAll(async () => {
  await browser.close();
  await server.kill();
  await graph.stop();
});

const press = (name: RegExp | string) => async (page: Page) =>
  page.getByRole("button", { name }).first().click();
const choose = (item: string) => async (page: Page) => {
  await press(/Actions for Support line/)(page);
  await page.getByRole("menuitem", { name: item }).click();
};

/** Somebody has written to each number, and got answers that arrived, failed or are unsure. */
async function furnish(): Promise<Screen[]> {
  const create = async (body: object) =>
    (await server.api("POST", "/whatsapp/connections", body)).body.data;
  const sandbox = await create({ name: "Simulated phone", connectionType: "sandbox" });
  const cloud = await create({
    name: "Support line",
    connectionType: "meta_api",
    metaCredentials: META,
  });
  const { appSecret, phoneNumberId, businessAccountId: accountId, verifyToken } = META;
  await graph.subscribe(
    { url: cloud.webhookUrl, appSecret, phoneNumberId, accountId },
    verifyToken,
  );
  await graph.inbound({
    from: "971501234567",
    name: "ليلى حداد",
    text: "هل يمكنني تغيير العنوان؟",
  });
  await graph.inbound({ from: "4915123456701", name: "Priya Nair", text: "Is it on its way?" });
  const list = async () => (await server.api("GET", "/conversations")).body.data;
  await until(async () => (await list()).length === 2);
  const [{ id, contactId }] = await list();
  for (const [text, fault] of [
    ["It is.", undefined],
    ["This one is refused", { kind: "error", times: 1, code: 131026 }],
    ["This one is cut off", { kind: "drop_after", times: 1 }],
  ] as const) {
    if (fault) graph.faults.push(fault);
    await server.api("POST", `/conversations/${id}/messages`, { content: { type: "text", text } });
    await until(() =>
      fault ? graph.faults.every(({ times }) => times === 0) : graph.sent.length === 1,
    );
  }
  await server.api("POST", `/conversations/${id}/notes`, { text: "Check the invoice too." });
  return [
    ["inbox", "/inbox"],
    ["thread", `/inbox/${id}`],
    ["contacts", "/contacts"],
    ["contact", `/contacts/${contactId}`],
    ["connections", "/connections"],
    ["users", "/users"],
    ["profile", "/settings/profile"],
    ["workspace", "/settings/workspace"],
    ["phone", `/phone/${sandbox.id}`],
    ["contact-edit", `/contacts/${contactId}`, press("Edit")],
    ["connection-add", "/connections", press("Add connection")],
    ["connection-edit", "/connections", choose("Edit")],
    ["connection-webhook", "/connections", choose("Webhook address")],
    ["connection-deliveries", "/connections", choose("Deliveries")],
    ["connection-delete", "/connections", choose("Delete connection")],
    ["user-add", "/users", press("Add user")],
  ];
}

/** Without what opens over them. */
const plain = (): Screen[] => screens.filter(([, , act]) => !act);

async function signIn(page: Page): Promise<void> {
  await page.goto(`${server.url}/login`);
  await page.getByLabel("Email address").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/inbox/);
}

async function walk(page: Page, list: Screen[], tag: string, examine = look): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, path, act] of list) {
    await page.goto(server.url + path);
    await page.waitForLoadState("networkidle");
    if (act) await act(page);
    problems.push(...(await examine(page, `screen-${tag}-${name}`)));
  }
  return problems;
}

describe("every screen", () => {
  test.each([
    [1440, "light"],
    [390, "dark"],
  ] as const)(
    "is without accessibility violations and fits at %d px, %s",
    async (width, colorScheme) => {
      const page = await newPage(browser, width);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const problems = await walk(page, open, `${width}-${colorScheme}`);
      await signIn(page);
      problems.push(...(await walk(page, screens, `${width}-${colorScheme}`)));
      await page.context().close();

      expect(problems).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    "fits on a tablet",
    async () => {
      const page = await newPage(browser, 768);
      await signIn(page);
      const problems = await walk(page, plain(), "768", glance);
      await page.context().close();

      expect(problems).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    "fits in longer words from right to left",
    async () => {
      const settings = { language: "ar-XB" };
      await server.api("PATCH", "/auth/me", { settings });
      const page = await newPage(browser, 390);
      await signIn(page);
      const problems = await walk(page, plain(), "390-rtl", glance);
      const direction = await page.evaluate("document.dir");
      await page.context().close();

      expect(problems).toEqual([]);
      expect(direction).toBe("rtl");
    },
    SLOW_MS,
  );
});
